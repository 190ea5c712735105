"""Starts one program of a service with what is switched on: a seeded bug, a wrong clock.

`python -m tests.chaos.launcher services.credit.worker`; without switches it is the shipped program.
"""

import os
import runpy
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from shared import clock, worker
from shared.handlers import Handlers
from shared.measures import Measure
from shared.settings import ServiceSettings
from shared.timers import Timers
from tests.chaos import bugs, witness
from tests.chaos.switches import PLACE, Switches


def mislead(switches: Switches, program: str) -> None:
    """Let the machine's clock be as wrong as the switch says, from one reading to the next."""
    plain = clock.machine

    def machine() -> datetime:
        return plain() + timedelta(seconds=switches.ahead(program))

    clock.machine = machine
    clock._Carried.zero += timedelta(seconds=switches.ahead(program))


def let_witness() -> None:
    """Let the worker of one service count what it hears."""
    plain = worker.main

    def main(
        name: str,
        settings: ServiceSettings,
        handlers: Handlers,
        timers: Timers,
        measures: Sequence[Measure] = (),
    ) -> None:
        plain(name, settings, handlers | witness.HANDLERS, timers, measures)

    worker.main = main


def main() -> None:
    switches = Switches(Path(os.environ[PLACE]))
    module = sys.argv[1]
    _, service, kind = module.split(".")
    program = f"{service}-{'api' if kind == 'app' else kind}"
    mislead(switches, program)
    if bug := switches.bug_of(program):
        bugs.SEEDED[bug]()
    if module == f"services.{witness.SERVICE}.worker":
        let_witness()
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
