"""`make migration service=needs message="why"`: writes the revision that the models ask for.

The models are compared with a scratch database made by the migrations so far, so nothing has to
run and no one's data is in the way. The service `kernel` stands for shared/migrations.
"""

import argparse
import importlib
import socket
import tempfile
from pathlib import Path

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from deploy.local.stack import SERVICES, Stack
from shared.migrations import runner

ANY_SERVICE = "registry"
"""Every database holds the kernel's tables; one of them shows what they lack."""


def main(name: str, message: str) -> None:
    """Write a revision for a service or the kernel; needs `message`, the why of the change."""
    service = ANY_SERVICE if name == "kernel" else name
    for module in ("shared.numbers", f"services.{service}.app", f"services.{service}.worker"):
        importlib.import_module(module)  # together they register every table
    metadata = importlib.import_module(f"services.{service}.entity").METADATA
    with tempfile.TemporaryDirectory(prefix="sanshe-migration-") as folder:
        place = Path(folder)
        place.chmod(0o755)  # the server runs as an unprivileged user
        server = PostgresServer(place / "postgres", _free_port(), settings={"fsync": "off"})
        server.start()
        try:
            credentials = Credentials(Stack(data=place / "stack"))
            databases.prepare(server.url, credentials)
            password = credentials.password(service, "owner")
            url = databases.address(server.url, service, "owner", password)
            runner.upgrade(service, url)
            runner.revise(service, url, metadata, message=message, kernel=name == "kernel")
        finally:
            server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _asked() -> tuple[str, str]:
    told = argparse.ArgumentParser(usage='make migration service=needs message="why"')
    told.add_argument("service", choices=[*SERVICES, "kernel"])
    told.add_argument("message")
    asked = told.parse_args()
    if not asked.message:
        told.error("say in message why it changes")
    return asked.service, asked.message


if __name__ == "__main__":
    main(*_asked())
