"""A taken port and a running stack are told with their cure."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import ports
from deploy.local.errors import CommandError
from deploy.local.rotation import rotate
from deploy.local.stack import Stack
from deploy.local.up import LOCK, AlreadyRunningError, only_one


def test_a_taken_port_is_told_with_its_holder_and_the_cure(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        with pytest.raises(ports.PortTakenError) as told:
            ports.demand_free(Stack(data=tmp_path, postgres_port=port))

    assert f"port {port} (postgres) is taken by process " in str(told.value)
    assert "sanshe up --postgres-port" in str(told.value)
    assert "SANSHE_POSTGRES_PORT=" in str(told.value)


def test_servers_of_others_need_no_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANSHE_DATA", str(tmp_path))
    monkeypatch.setenv("SANSHE_POSTGRES_URL", "postgresql://postgres:p@db:5432/postgres")
    monkeypatch.setenv("SANSHE_NATS_URL", "nats://broker:4222")
    monkeypatch.setenv("SANSHE_GATEWAY", "off")

    stack = Stack.from_environment(api_port=9101, worker_port=9201)

    assert set(stack.ports().values()) == {
        *((9101 + n, "api-port") for n in range(4)),
        *((9201 + n, "worker-port") for n in range(4)),
    }
    assert stack.api("needs") == "http://127.0.0.1:9102/api/needs/v1"


def test_what_is_set_to_nothing_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SANSHE_POSTGRES_URL", "SANSHE_NATS_URL", "SANSHE_GATEWAY", "SANSHE_DATA"):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(tmp_path)

    assert Stack.from_environment() == Stack()


def test_an_address_of_a_gateway_may_end_with_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANSHE_GATEWAY", "https://sanshe.example/")

    assert Stack.from_environment().api("needs") == "https://sanshe.example/api/needs/v1"


def test_a_port_that_two_programs_want_is_told(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    port = free_port()

    with pytest.raises(ports.PortTakenError) as told:
        ports.demand_free(Stack(data=tmp_path, api_port=port, worker_port=port + 3))

    assert f"port {port + 3} is registry-worker's and cannot be credit-api's, too" in str(
        told.value
    )
    assert "sanshe up --api-port" in str(told.value)


def test_two_stacks_never_share_a_directory(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(AlreadyRunningError, match="already runs"),
        only_one(tmp_path),
    ):
        pass

    with only_one(tmp_path):
        pass


def test_disks_of_their_own_may_be_mounted_before_the_first_start(tmp_path: Path) -> None:
    for name in ("postgres", "nats"):
        (tmp_path / name).mkdir()

    with only_one(tmp_path):
        assert (tmp_path / LOCK).exists()


def test_the_other_commands_find_what_runs(tmp_path: Path) -> None:
    stack = Stack(data=tmp_path, gateway_port=9000, nats_url="nats://broker:4222")

    stack.save()

    assert Stack.load(tmp_path) == stack
    assert (tmp_path / "state" / "stack.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("note", ["", '{"data"', "[]", '{"port": 1}'])
def test_a_note_that_was_cut_short_is_told(tmp_path: Path, note: str) -> None:
    Stack(data=tmp_path).save()
    (tmp_path / "state" / "stack.json").write_text(note)

    with pytest.raises(CommandError, match="`sanshe up` writes it anew"):
        Stack.load(tmp_path)


def test_a_full_log_is_moved_aside_while_it_is_written_to(tmp_path: Path) -> None:
    log = tmp_path / "needs-api.log"
    with log.open("ab", buffering=0) as writer:
        for line in (b"first\n", b"second\n", b"third\n"):
            writer.write(line)
            rotate(log, bytes_max=5)
        writer.write(b"x\n")
        rotate(log, bytes_max=5)

    assert log.read_text() == "x\n"
    older = [log.with_name(f"needs-api.log.{number}").read_text() for number in (1, 2, 3)]
    assert older == ["third\n", "second\n", "first\n"]
