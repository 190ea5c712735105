"""The order in which a stack comes up: whatever can be done at the same time is."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

from deploy.local import databases
from deploy.local.credentials import Credentials
from deploy.local.errors import CommandError
from deploy.local.gateway import gateway
from deploy.local.nats import NatsServer, greets
from deploy.local.postgres import PostgresServer
from deploy.local.program import Program
from deploy.local.services import Services
from deploy.local.stack import SERVICES, Stack
from deploy.local.supervisor import Supervisor

SERVER_LAYER, SERVICE_LAYER, GATEWAY_LAYER = range(3)
GROUPS = (("registry",), ("needs", "procurement", "credit"))
"""Services whose databases one process prepares: as much work for each of two cores."""
CORES_MIN = 2
THREADS = 16
"""More than ever wait at once: each thread only waits for a process."""

Say = Callable[[str], None]


class Startup:
    """One start; what it starts belongs to the supervisor from the first moment."""

    def __init__(self, stack: Stack, supervisor: Supervisor, say: Say) -> None:
        self._stack = stack
        self._supervisor = supervisor
        self._say = say
        self._credentials = Credentials(stack)
        self._began = time.monotonic()
        self._threads = ThreadPoolExecutor(THREADS)
        # A Python program that starts keeps one core busy: more at once than cores only make the
        # longest chain (the registry's) wait for the others.
        self._cores = Semaphore(max(CORES_MIN, os.cpu_count() or 0))

    def run(self) -> None:
        """Return when everything is ready; end everything when anything fails."""
        try:
            gateway_up = self._threads.submit(self._gateway)
            postgres, nats = self._threads.submit(self._postgres), self._threads.submit(self._nats)
            services = Services(self._stack, self._credentials, postgres.result(), nats.result())
            groups = [self._threads.submit(self._group, group, services) for group in GROUPS]
            for one in (gateway_up, *groups):
                one.result()
        except BaseException:
            self._supervisor.end()
            raise
        finally:
            self._threads.shutdown(cancel_futures=True)

    def _postgres(self) -> str:
        url = self._stack.postgres_url
        if url is None:
            directory, log = self._stack.data / "postgres", self._stack.logs / "postgres.log"
            server = PostgresServer(directory, self._stack.postgres_port, log=log)
            server.prepare()
            self._supervisor.keep(server.program, SERVER_LAYER)
            url = server.url
        databases.prepare(url, self._credentials)
        self._done("PostgreSQL with four databases")
        return url

    def _nats(self) -> str:
        if (foreign := self._stack.nats_url) is not None:
            if not any(greets(one) for one in foreign.split(",")):
                raise CommandError("no NATS answers at SANSHE_NATS_URL: is it right, and running?")
            return foreign
        users = {service: self._credentials.password(service, "nats") for service in SERVICES}
        directory, log = self._stack.data / "nats", self._stack.logs / "nats.log"
        server = NatsServer(directory, self._stack.nats_port, users, log=log)
        server.prepare()
        self._supervisor.keep(server.program, SERVER_LAYER)
        self._done("NATS JetStream")
        return server.url

    def _gateway(self) -> None:
        if self._stack.gateway is None:
            self._supervisor.keep(gateway(self._stack), GATEWAY_LAYER)
            self._done("gateway")

    def _group(self, group: Sequence[str], services: Services) -> None:
        with self._cores:
            self._supervisor.run(services.preparation(group))
        self._done(f"{', '.join(group)}: database ready")
        programs = [make(name) for name in group for make in (services.api, services.worker)]
        for one in [self._threads.submit(self._keep, program) for program in programs]:
            one.result()

    def _keep(self, program: Program) -> None:
        with self._cores:
            self._supervisor.keep(program, SERVICE_LAYER)
        self._done(program.name)

    def _done(self, what: str) -> None:
        self._say(f"{time.monotonic() - self._began:5.1f} s  {what}")
