"""`sanshe up`, with every service started by the launcher and connected through the proxies.

`python -m tests.chaos.up`, with what `sanshe up` is told in the environment, and besides
`CHAOS_SWITCHES` and the ports `CHAOS_API_POSTGRES`, `CHAOS_WORKER_POSTGRES`, `CHAOS_WORKER_NATS`.
"""

import os
import sys
from collections.abc import Callable

from deploy.local.cli import app
from deploy.local.program import Program
from deploy.local.services import Services

READY_SECONDS = 300.0
"""A start beside other work may take long; that is not what is tried here."""

Maker = Callable[[Services, str], Program]


def through(make: Maker, postgres: str, nats: str | None = None) -> Maker:
    """The same program, by another way."""

    def made(services: Services, service: str) -> Program:
        program, prefix = make(services, service), service.upper()
        environment = dict(program.env)
        _turn(environment, f"{prefix}_DATABASE_URL", services.stack.postgres_port, postgres)
        if nats is not None:
            _turn(environment, f"{prefix}_NATS_URL", services.stack.nats_port, nats)
        module = program.command[-1]
        program.command = [sys.executable, "-m", "tests.chaos.launcher", module]
        program.env = environment
        return program

    return made


def _turn(environment: dict[str, str], name: str, port: int, proxy: str) -> None:
    environment[name] = environment[name].replace(f":{port}", f":{os.environ[proxy]}", 1)


if __name__ == "__main__":
    Program.wait_ready.__defaults__ = (READY_SECONDS,)
    api = through(Services.api, "CHAOS_API_POSTGRES")
    worker = through(Services.worker, "CHAOS_WORKER_POSTGRES", "CHAOS_WORKER_NATS")
    # the stack that is tried is the shipped one but for these two methods
    Services.api = api  # type: ignore[method-assign, assignment]
    Services.worker = worker  # type: ignore[method-assign, assignment]
    sys.argv = ["sanshe", "up"]
    app()
