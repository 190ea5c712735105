"""Real servers in throw-away directories, on free ports."""

import socket
from collections.abc import Callable, Iterator

import pytest

from deploy.local.nats import NatsServer
from deploy.local.postgres import PostgresServer
from deploy.local.stack import SERVICES


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """A port nobody listens on."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            return port

    return find


@pytest.fixture(scope="module")
def postgres(
    tmp_path_factory: pytest.TempPathFactory,
    free_port: Callable[[], int],
) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def nats_server(
    tmp_path_factory: pytest.TempPathFactory,
    free_port: Callable[[], int],
) -> Iterator[NatsServer]:
    users = {service: f"{service}-password" for service in SERVICES}
    server = NatsServer(tmp_path_factory.mktemp("nats"), free_port(), users)
    server.start()
    yield server
    server.stop()
