"""`sanshe`: the platform on one machine, in one command."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.local import (
    audit_command,
    credit_command,
    needs_command,
    parked_command,
    regions_command,
)
from deploy.local.backup import back_up
from deploy.local.backup import restore as put_back
from deploy.local.demo.play import play
from deploy.local.demo.stage import stage as set_stage
from deploy.local.errors import explained
from deploy.local.stack import SERVICES, Stack, data_directory
from deploy.local.status import processes
from deploy.local.tables import addresses, process_table
from deploy.local.up import delete, demand_own, down
from deploy.local.up import up as run_stack
from shared import clock

PORT_MAX = 65_535 - len(SERVICES)
"""The first of as many as there are services."""

console = Console(highlight=False)
app = typer.Typer(
    name="sanshe",
    help="三社联动平台: the whole platform on this machine.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(audit_command.app, name="audit")
app.add_typer(credit_command.app, name="credit")
app.add_typer(needs_command.app, name="needs")
app.add_typer(parked_command.app, name="parked")
app.add_typer(regions_command.app, name="regions")


def _port(variable: str, what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(envvar=variable, help=what, min=1, max=PORT_MAX)
    return option


@app.command()
def up(
    gateway_port: Annotated[int, _port("SANSHE_GATEWAY_PORT", "where people come in")] = (
        Stack.gateway_port
    ),
    api_port: Annotated[int, _port("SANSHE_API_PORT", "the first of four")] = Stack.api_port,
    worker_port: Annotated[int, _port("SANSHE_WORKER_PORT", "the first of four")] = (
        Stack.worker_port
    ),
    postgres_port: Annotated[int, _port("SANSHE_POSTGRES_PORT", "")] = Stack.postgres_port,
    nats_port: Annotated[int, _port("SANSHE_NATS_PORT", "")] = Stack.nats_port,
) -> None:
    """Start everything and look after it until Ctrl-C; the data stays in `.data/`.

    SANSHE_POSTGRES_URL (a superuser's), SANSHE_NATS_URL and SANSHE_GATEWAY (an address, or `off`)
    name servers that are there already: those are not started.
    """
    with explained():
        stack = Stack.from_environment(
            gateway_port=gateway_port,
            api_port=api_port,
            worker_port=worker_port,
            postgres_port=postgres_port,
            nats_port=nats_port,
        )
        run_stack(stack, say, lambda: console.print(addresses(stack)))


def say(line: str) -> None:
    """Tell what happens, one unbroken line each."""
    console.print(line, markup=False, soft_wrap=True)


@app.command()
def status() -> None:
    """Show every process with its health and memory, and the events that wait."""
    with explained():
        found = processes(Stack.load(data_directory()))
    console.print(process_table(found))
    sys.exit(0 if all(one.health == "ready" for one in found) else 1)


@app.command()
def demo() -> None:
    """Play the platform's loops on the running stack, step by step."""
    with explained():
        play(Stack.load(data_directory()), console)


@app.command()
def stage() -> None:
    """Set the demo's stage and leave it to you: prints as JSON who can sign in there."""
    with explained():
        told = set_stage(Stack.load(data_directory()), Console(stderr=True, highlight=False))
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


@app.command()
def backup(
    into: Annotated[Path, typer.Argument(help="a new folder")],
) -> None:
    """Copy all four databases of the running stack as they are at one moment."""
    data = data_directory()
    with explained():
        back_up(Stack.load(data), into, clock.now())
    console.print(f"{into}: all four databases; keep {data}/keys elsewhere, and as safe")


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="what `sanshe backup` made")],
) -> None:
    """Put a backup into an empty `.data/` that has its keys; then `sanshe up`."""
    with explained():
        stack = Stack.from_environment()
        taken_at = put_back(stack, backup)
    if stack.nats_url is not None:
        say("the streams at SANSHE_NATS_URL tell of what came later: delete all of them first")
    console.print(f"the databases are as of {taken_at:%Y-%m-%d %H:%M:%S %Z}; now `sanshe up`")


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,  # noqa: FBT002
) -> None:
    """Stop the stack if it runs, and delete everything it keeps."""
    data = data_directory()
    if not data.exists():
        console.print(f"{data} does not exist: nothing to delete")
        return
    with explained():
        demand_own(data)
    if not yes:
        typer.confirm(f"Delete {data} with all databases, keys and passwords?", abort=True)
    with explained():
        down(data)
        delete(data)
    console.print(f"{data} deleted")
