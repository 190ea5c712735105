"""Runs an API process: uvicorn, one worker, a clean end."""

import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from shared import logs, telemetry
from shared.settings import ServiceSettings

GRACEFUL_SECONDS = 20
"""How long requests in progress may take to end after SIGTERM."""
KEEP_ALIVE_SECONDS = 75
"""How long a connection may be idle: longer than a gateway keeps it, whose request would be lost.

It sends no POST again that met a connection being closed; its caller got 503.
"""
NICENESS = 5
"""Of what nobody waits for: it gets a quarter of a core that an API wants at the same time.

Ten left it a tenth beside anything else on the machine, and facts took effect seconds late.
"""


def api(name: str, app: Starlette, settings: ServiceSettings) -> None:
    """Serve until told to stop."""
    logs.start(name, "api")
    telemetry.start(f"{name}-api")
    settings.vault()  # uvicorn would tell with a traceback that there are no keys
    settle()
    uvicorn.run(app, host=settings.http_host, port=settings.http_port, **uvicorn_options(settings))


def settle() -> None:
    """Take what was imported out of the garbage collector's rounds: it lives as long as we do.

    It was off until now, for a fifth of the time to start (services/__init__.py).
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(10_000, 20, 20)


def give_way() -> None:
    """Let the processes that people wait for have a core first; an effect has seconds to come."""
    os.nice(NICENESS)
    with suppress(OSError):  # where Linux weighs sessions, the niceness of a process says nothing
        Path("/proc/self/autogroup").write_text(str(NICENESS))


def uvicorn_options(settings: ServiceSettings) -> dict[str, Any]:
    """What every HTTP listener of ours has in common."""
    return {
        "loop": "uvloop",
        "http": "httptools",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "date_header": False,
        "timeout_graceful_shutdown": GRACEFUL_SECONDS,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "forwarded_allow_ips": settings.forwarded_allow_ips,
    }
