"""Servers as `sanshe up` starts them: durable, and with a login for each service."""

from collections.abc import Callable, Iterator

import pytest

from deploy.local.nats import NatsServer
from deploy.local.postgres import PostgresServer
from deploy.local.stack import SERVICES


@pytest.fixture(scope="module")
def durable_postgres(
    tmp_path_factory: pytest.TempPathFactory,
    free_port: Callable[[], int],
) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def guarded_nats(
    tmp_path_factory: pytest.TempPathFactory,
    free_port: Callable[[], int],
) -> Iterator[NatsServer]:
    users = {service: f"{service}-password" for service in SERVICES}
    server = NatsServer(tmp_path_factory.mktemp("nats"), free_port(), users)
    server.start()
    yield server
    server.stop()
