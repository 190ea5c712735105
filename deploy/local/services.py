"""The programs of the four services, each told where everything is."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from deploy.local import databases, health
from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from deploy.local.program import Program
from deploy.local.stack import HOST, ROOT, Stack, data_directory


@dataclass(frozen=True)
class Services:
    """Makes programs; starts none."""

    stack: Stack
    credentials: Credentials
    postgres_url: str
    """A superuser's; the services get addresses for their own roles."""
    nats_url: str

    @classmethod
    def running(cls, stack: Stack) -> Self:
        """For commands beside a stack that was started before."""
        postgres = PostgresServer(stack.data / "postgres", stack.postgres_port)
        nats_url = f"nats://{HOST}:{stack.nats_port}"
        return cls(stack, Credentials(stack), stack.postgres_url or postgres.url, nats_url)

    def api(self, service: str) -> Program:
        """Answers people."""
        module, port = f"services.{service}.app", self.stack.http_port(service)
        return self._program(f"{service}-api", [module], self.environment(service), port)

    def worker(self, service: str) -> Program:
        """Relays and handles events, runs timers."""
        module, port = f"services.{service}.worker", self.stack.health_port(service)
        return self._program(f"{service}-worker", [module], self.environment(service), port)

    def preparation(self, group: Sequence[str]) -> Program:
        """Brings the tables of some services up to date; ends by itself."""
        environment = {"SANSHE_ADMIN_PASSWORD": self.credentials.admin}
        for service in group:
            environment |= self.environment(service)
            # The owner's address goes here alone: what serves people cannot change tables.
            owner = self.database_url(service, "owner")
            environment[f"{service.upper()}_MIGRATION_URL"] = owner
        return self._program(
            f"preparation-{group[0]}", ["deploy.local.preparation", *group], environment
        )

    def environment(self, service: str) -> dict[str, str]:
        """What a service is told (docs: its settings.py)."""
        prefix = service.upper()
        return {
            f"{prefix}_DATABASE_URL": self.database_url(service, "app"),
            f"{prefix}_NATS_URL": self._nats_url(service),
            f"{prefix}_KEYS_FILE": str(self.credentials.keys_file(self.stack, service)),
            f"{prefix}_HTTP_PORT": str(self.stack.http_port(service)),
            f"{prefix}_WORKER_PORT": str(self.stack.health_port(service)),
        }

    def database_url(self, service: str, role: str) -> str:
        """The address of a service's database for its `owner` or `app` role."""
        password = self.credentials.password(service, role)
        return databases.address(self.postgres_url, service, role, password)

    def _nats_url(self, service: str) -> str:
        if self.stack.nats_url is not None:
            return self.stack.nats_url
        login = f"{service}:{self.credentials.password(service, 'nats')}"
        return self.nats_url.replace("nats://", f"nats://{login}@", 1)

    def _program(
        self, name: str, module: Sequence[str], environment: dict[str, str], port: int | None = None
    ) -> Program:
        return Program(
            name=name,
            command=[sys.executable, "-m", *module],
            log=self.stack.logs / f"{name}.log",
            # Ten starts of the same code: compile it once, whatever the shell says.
            env={"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "", **environment},
            cwd=ROOT,
            is_ready=lambda _: port is not None and health.is_ready(port),
        )


def told(service: str) -> dict[str, Any]:
    """The settings of a service for commands beside it.

    None where the service itself runs, as in its container: there it is told already.
    """
    prefix = f"{service.upper()}_"
    if f"{prefix}KEYS_FILE" in os.environ:
        return {}
    environment = Services.running(Stack.load(data_directory())).environment(service)
    return {name.removeprefix(prefix).lower(): value for name, value in environment.items()}
