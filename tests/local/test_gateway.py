"""One address for people: paths unchanged, documents without a CDN, nothing internal."""

import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from deploy.compose import prepare
from deploy.local.gateway import gateway
from deploy.local.stack import ROOT, Stack
from shared import clock, serve
from shared.settings import ServiceSettings


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_GET(self) -> None:
        asked = {"path": self.path, "client": self.headers["X-Forwarded-For"]}
        body = json.dumps(asked | {"seen": self.headers["If-Match"]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""


@pytest.fixture(scope="module")
def people(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[httpx.Client]:
    """A client at a gateway whose registry answers and whose other services are down."""
    registry = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=registry.serve_forever, daemon=True).start()
    data = tmp_path_factory.mktemp("data")
    # The three others lie on the ports after the registry's; they need only not be HTTP.
    stack = Stack(data=data, gateway_port=free_port(), api_port=registry.server_port)
    program = gateway(stack)
    program.start()
    program.wait_ready()
    with httpx.Client(base_url=stack.gateway_url or "", trust_env=False) as client:
        yield client
    program.stop()
    registry.shutdown()
    registry.server_close()


def test_a_service_sees_the_path_as_it_was_asked(people: httpx.Client) -> None:
    answer = people.get(
        "/api/registry/v1/regions?q=%E5%A4%AA%E4%BB%93", headers={"X-Forwarded-For": "9.9.9.9"}
    )

    assert answer.json() == {
        "path": "/api/registry/v1/regions?q=%E5%A4%AA%E4%BB%93",
        "client": "127.0.0.1",
        "seen": None,
    }


def test_a_version_is_the_same_however_its_answer_was_compressed(people: httpx.Client) -> None:
    seen = '"3-gzip", "4", W/"5-zstd"'

    answer = people.get("/api/registry/v1/regions", headers={"If-Match": seen})

    assert answer.json()["seen"] == '"3", "4", W/"5"'


@pytest.mark.parametrize(
    "path",
    ["/metrics", "/readyz", "/api/registry/metrics", "/api/other/v1/x", "/api/registry/v2/x"],
)
def test_what_is_not_the_api_is_not_there(people: httpx.Client, path: str) -> None:
    answer = people.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize(
    ("language", "title"),
    [("en-GB,en;q=0.9", "Not found"), ("zh-CN,en;q=0.8", "没有找到"), ("eo", "没有找到")],
)
def test_the_gateway_refuses_in_the_language_that_was_asked_for(
    people: httpx.Client, language: str, title: str
) -> None:
    answer = people.get("/nothing", headers={"Accept-Language": language})

    assert answer.json()["title"] == title
    assert answer.json()["status"] == answer.status_code == 404


def assert_guarded(answer: httpx.Response, kept: str) -> None:
    """The headers that the gateway gives to all it says itself."""
    assert answer.headers["cache-control"] == kept
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


def test_a_service_that_is_down_is_told_as_a_problem_to_retry(people: httpx.Client) -> None:
    answer = people.get("/api/credit/v1/accounts", timeout=20)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unavailable"
    assert_guarded(answer, "no-store")

    told = people.get("/api/credit/v1/accounts", timeout=20, headers={"Accept-Language": "en"})

    assert told.status_code == 503
    assert told.json()["detail"] == "Retry shortly, with the same Idempotency-Key."


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        ("/nothing", 404, "no-store"),
        ("/", 302, "no-store"),
        ("/docs/", 200, "no-cache"),
        ("/api/registry/v1/regions", 200, "no-store"),
    ],
)
def test_the_gateways_own_answers_are_guarded_too(
    people: httpx.Client, path: str, status: int, kept: str
) -> None:
    answer = people.get(path)

    assert answer.status_code == status
    assert_guarded(answer, kept)


def test_the_documents_need_nothing_from_outside(people: httpx.Client) -> None:
    assert people.get("/").headers["location"] == "/docs/"
    page = people.get("/docs/")

    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assets = re.findall(r'(?:src|href)="([^"?]+)"', page.text)
    assert "swagger-ui/swagger-ui-bundle.js" in assets
    for asset in assets:
        assert people.get(f"/docs/{asset}").status_code == 200
    assert all(
        f"?service={name}" in page.text for name in ("registry", "needs", "procurement", "credit")
    )


def test_the_bundled_browser_has_its_licence() -> None:
    bundled = Path(ROOT / "deploy" / "docs-site" / "swagger-ui")

    assert "Apache License" in (bundled / "LICENSE").read_text()
    assert re.search(r"\d+\.\d+\.\d+", (bundled / "VERSION").read_text())


def certificate(folder: Path) -> None:
    """A certificate of this machine that signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sanshe")])
    now = clock.now()
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(here, critical=False).sign(key, hashes.SHA256())
    folder.mkdir()
    (folder / "certificate.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(written)


def test_a_city_that_gives_a_certificate_has_https(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    (tmp_path / "master").mkdir()
    certificate(tmp_path / "master" / "tls")
    handed = prepare.mounts(Stack(data=tmp_path / "master"))["gateway"]
    sites, port = tmp_path / "sites", free_port()
    sites.mkdir()
    for name, text in handed.items():
        here = text.replace("/run/secrets", str(sites)).replace(":8443", f":{port}")
        (sites / name).write_text(here)
    program = gateway(Stack(data=tmp_path, gateway_port=free_port()))
    program.start()
    program.wait_ready()

    context = ssl.create_default_context(cafile=sites / "certificate.pem")
    answer = httpx.get(f"https://127.0.0.1:{port}/docs/", verify=context, trust_env=False)
    program.stop()

    assert answer.status_code == 200
    assert "swagger" in answer.text.lower()


def test_a_folder_whose_name_has_a_blank_has_a_gateway(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    program = gateway(Stack(data=tmp_path / "the data", gateway_port=free_port()))
    program.start()
    program.wait_ready()

    program.stop()


def test_half_a_certificate_is_none(tmp_path: Path) -> None:
    certificate(tmp_path / "tls")
    (tmp_path / "tls" / "key.pem").unlink()

    assert prepare.mounts(Stack(data=tmp_path))["gateway"] == {}


def test_the_gateway_lets_an_idle_connection_go_before_a_service_closes_it() -> None:
    caddyfile = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()
    settings = ServiceSettings(
        database_url=SecretStr("postgresql+asyncpg://x/x"), keys_file=Path("keys")
    )

    kept = re.search(r"^\s*keepalive (\d+)s$", caddyfile, re.MULTILINE)

    assert kept is not None
    assert int(kept[1]) + 10 < serve.uvicorn_options(settings)["timeout_keep_alive"]
