"""What a command cannot do, it says in a sentence: never with a traceback."""

import gzip
import json
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local.credentials import Credentials
from deploy.local.errors import explained
from deploy.local.parked import Waiting
from deploy.local.parked_command import waiting_table
from deploy.local.stack import Stack
from deploy.local.status import ProcessStatus
from deploy.local.tables import process_table
from shared import clock, ids

SANSHE = [sys.executable, "-c", "from deploy.local.cli import app; app()"]
ELSEWHERE = {"SANSHE_NATS_URL": "nats://127.0.0.1:9", "SANSHE_GATEWAY": "off"}


def told(data: Path, *command: str, **environment: str) -> str:
    """What a command that fails says, on one line."""
    ended = subprocess.run(
        [*SANSHE, *command],
        env={**os.environ, "SANSHE_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode in {1, 2}
    return " ".join(ended.stderr.split())


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SANSHE_GATEWAY_PORT": "99999"}, "--gateway-port"),
        ({"SANSHE_CRYPTO_SUITE": "sm"}, "SANSHE_CRYPTO_SUITE is sm: it may be intl or gm"),
        ({"SANSHE_POSTGRES_URL": "postgresql://a:b@127.0.0.1:9/c"}, "does not answer"),
        ({"SANSHE_POSTGRES_URL": "nonsense"}, "SANSHE_POSTGRES_URL"),
        ({"SANSHE_NATS_URL": "nats://127.0.0.1:9"}, "no NATS answers at SANSHE_NATS_URL"),
        ({"SANSHE_NATS_URL": "nats://nonsense:x"}, "no NATS answers at SANSHE_NATS_URL"),
    ],
)
def test_what_a_stack_is_told_wrongly_is_told_back(
    tmp_path: Path,
    free_port: Callable[[], int],
    environment: dict[str, str],
    sentence: str,
) -> None:
    ports = {f"SANSHE_{name}_PORT": str(free_port()) for name in ("API", "WORKER", "POSTGRES")}

    said = told(tmp_path, "up", **(ELSEWHERE | ports | environment))

    assert sentence in said
    assert "Traceback" not in said


def test_a_stack_cannot_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    assert told(file, "up", **ELSEWHERE).endswith(f"File exists: '{file}'")


BESIDE = [("parked", "list", "needs"), ("credit", "verify"), ("audit", "verify", "needs")]


def a_stack(data: Path, postgres_port: int) -> None:
    stack = Stack(data=data, postgres_port=postgres_port)
    stack.save()
    Credentials(stack)
    (data / "postgres").mkdir()
    (data / "postgres" / "superuser-password").write_text("unused")


@pytest.mark.parametrize("command", BESIDE)
def test_a_database_that_is_down_is_told(
    tmp_path: Path, free_port: Callable[[], int], command: tuple[str, ...]
) -> None:
    a_stack(tmp_path, free_port())

    said = told(tmp_path, *command)

    assert said.startswith("the database does not answer")
    assert "就绪后再试" in said


class Refusing(socketserver.BaseRequestHandler):
    """Says to each connection what PostgreSQL says while it may not be used yet."""

    state, says = "57P03", "the database system is starting up"

    def handle(self) -> None:
        """The answers to the question for TLS, and to the start-up message."""
        self.request.recv(8)
        self.request.sendall(b"N")
        self.request.recv(4096)
        fields = ("SFATAL", "VFATAL", f"C{self.state}", f"M{self.says}", "")
        body = b"\0".join(field.encode() for field in fields) + b"\0"
        self.request.sendall(b"E" + (len(body) + 4).to_bytes(4) + body)


class Unmade(Refusing):
    """The server is there, and what `sanshe up` makes in it is not."""

    state, says = "3D000", "there is no such database"


@pytest.fixture(params=[Refusing, Unmade])
def refusing(request: pytest.FixtureRequest) -> Iterator[tuple[int, str]]:
    """The port of a PostgreSQL that may not be used yet, and what it says."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), request.param) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], request.param.says
        server.shutdown()


@pytest.mark.parametrize("command", BESIDE)
def test_a_database_that_is_not_ready_yet_is_told(
    tmp_path: Path, refusing: tuple[int, str], command: tuple[str, ...]
) -> None:
    port, says = refusing
    a_stack(tmp_path, port)

    said = told(tmp_path, *command)

    assert said.startswith(f"the database does not answer ({says})")
    assert "就绪后再试" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("text", ['{"1":', "[1]", '{"one": "00"}'])
def test_a_witness_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    witness = tmp_path / "witness.json"
    witness.write_text(text)

    said = told(tmp_path, "credit", "verify", "--witness", str(witness))

    assert said.startswith(f"{witness} holds no checkpoints: ")


def test_a_witness_outlives_a_full_disk(
    tmp_path: Path, address: Callable[[str, str], str], keys_of: Callable[[str], Path]
) -> None:
    witness = tmp_path / "witness.json"
    witness.write_text("{ }")
    credit = {"CREDIT_DATABASE_URL": address("credit", "app")}
    credit["CREDIT_KEYS_FILE"] = str(keys_of("credit"))
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"

    ended = subprocess.run(
        [*SANSHE[:2], full + SANSHE[2], "credit", "verify", "--witness", str(witness)],
        env={**os.environ, **credit},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "File too large" in ended.stderr
    assert witness.read_text() == "{ }"


def test_what_is_not_restored_here_is_told(tmp_path: Path) -> None:
    elsewhere = {"SANSHE_POSTGRES_URL": "postgresql://a:b@db/postgres"}

    said = told(tmp_path, "restore", str(tmp_path / "backup"), **elsewhere)

    assert said.startswith("SANSHE_POSTGRES_URL names a server that is not started from here")


def test_who_does_not_answer_in_time_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit), explained():
        raise TimeoutError

    assert capsys.readouterr().err.strip() == "no answer in time"


def test_a_file_that_is_not_packed_is_told(tmp_path: Path) -> None:
    stack = Stack(data=tmp_path)
    stack.save()
    Credentials(stack)
    codes = tmp_path / "codes.csv.gz"
    codes.write_text("code,parent_code,level,name\n")

    assert told(tmp_path, "regions", "import", str(codes)).startswith("Not a gzipped file")


def test_a_packed_file_that_is_damaged_is_told(tmp_path: Path) -> None:
    stack = Stack(data=tmp_path)
    stack.save()
    Credentials(stack)
    codes = tmp_path / "codes.csv.gz"
    packed = gzip.compress(b"code,parent_code,level,name\n" * 100)
    codes.write_bytes(packed[:20] + b"\xff\xff" + packed[22:])

    assert told(tmp_path, "regions", "import", str(codes)).startswith(f"{codes} is damaged")


class Elsewhere(BaseHTTPRequestHandler):
    """A web server that is no registry."""

    body = b"<p>Welcome</p>"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


class Empty(Elsewhere):
    """A registry without regions."""

    body = b'{"items": [], "next": null}'


@pytest.fixture
def listening(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port where the one that is named answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), request.param) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("listening", [Elsewhere], indirect=True)
def test_who_is_no_registry_is_told(tmp_path: Path, listening: int) -> None:
    gateway = f"http://127.0.0.1:{listening}"

    said = told(tmp_path, "regions", "list", "--under", "3205", SANSHE_GATEWAY=gateway)

    assert said.startswith(f"{gateway}/api/registry/v1/regions")
    assert said.endswith("is no registry: 200")


@pytest.mark.parametrize("listening", [Empty], indirect=True)
def test_regions_are_asked_of_the_registry_itself(
    tmp_path: Path, free_port: Callable[[], int], listening: int
) -> None:
    Stack(data=tmp_path, gateway_port=free_port(), api_port=listening).save()

    assert told(tmp_path, "regions", "list", "--under", "3205") == "no region has the code 3205"


@pytest.mark.parametrize("command", [("up",), ("regions", "list", "--under", "3205"), ("demo",)])
@pytest.mark.parametrize("address", ["gateway:8080", "http://gateway:x"])
def test_a_gateway_that_has_no_such_address_is_told(
    tmp_path: Path, command: tuple[str, ...], address: str
) -> None:
    said = told(tmp_path, *command, SANSHE_GATEWAY=address)

    assert said == f"SANSHE_GATEWAY is {address}: it may be off, or http://HOST:PORT"


def test_a_reason_is_shown_with_its_brackets() -> None:
    reason = "ValidationError: name [type=string_type, input_value=None] [/regions]"
    shown = Waiting(ids.new(), "registry.region.state.v1", clock.now(), 1, reason, None)
    page = Console(width=200)

    with page.capture() as said:
        page.print(waiting_table([shown]))

    assert reason in said.get()


def test_a_link_to_another_disk_outlives_a_reset(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    (disk / "postgres").mkdir(parents=True)
    (disk / "lock").touch()
    data = tmp_path / "data"
    data.symlink_to(disk)

    done = subprocess.run(
        [*SANSHE, "reset", "--yes"],
        env={**os.environ, "SANSHE_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert [*data.iterdir()] == []


@pytest.mark.parametrize(
    ("program", "asked", "how"),
    [
        ("deploy.migration", ("",), "usage: make migration service=needs"),
        ("deploy.migration", ("needs", ""), "say in message why it changes"),
        ("deploy.supply", ("bom",), "python -m deploy.supply bom FILE"),
    ],
)
def test_a_program_for_developers_that_is_called_wrongly_says_how(
    program: str, asked: tuple[str, ...], how: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", program, *asked], capture_output=True, text=True, check=False
    )

    assert done.returncode in {1, 2}
    assert how in done.stderr
    assert "Traceback" not in done.stderr


def test_the_status_fits_on_80_columns() -> None:
    shown = ProcessStatus(
        name="procurement-worker",
        pid=4_194_304,
        port=65_535,
        health="not ready",
        rss_mib=1000.0,
        is_python=True,
        backlog=100_000,
        parked=100,
    )
    page = Console(width=80)

    with page.capture() as told:
        page.print(process_table([shown]))

    assert "procurement-worker" in told.get()
    assert "unpublished" in told.get()
    assert "…" not in told.get()


def test_the_audit_of_a_service_is_verified_and_its_checkpoints_kept(
    tmp_path: Path, address: Callable[[str, str], str], keys_of: Callable[[str], Path]
) -> None:
    witness = tmp_path / "witness.json"
    needs = {"NEEDS_DATABASE_URL": address("needs", "app")}
    needs["NEEDS_KEYS_FILE"] = str(keys_of("needs"))

    def verify() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*SANSHE, "audit", "verify", "needs", "--witness", str(witness)],
            env={**os.environ, **needs},
            capture_output=True,
            text=True,
            check=False,
        )

    right = verify()
    assert right.returncode == 0, right.stderr
    assert "every audit row and checkpoint of needs is right" in right.stdout
    kept = json.loads(witness.read_text())

    witness.write_text(json.dumps(kept | {"900": "00"}))
    wrong = verify()
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("audit_checkpoint 900: is missing")
