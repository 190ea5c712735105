"""`sanshe parked`: a person decides about what failed after every retry."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from deploy.local.errors import CommandError, explained

if TYPE_CHECKING:
    from deploy.local.parked import Parked, Waiting

app = typer.Typer(no_args_is_help=True, help="Events and timers that wait for a person.")
console = Console(highlight=False)

Service = Annotated[
    Literal["registry", "needs", "procurement", "credit"], typer.Argument(help="whose database")
]


@app.command("list")
def list_waiting(service: Service) -> None:
    """Show what waits, oldest first, and why."""

    async def show(parked: "Parked") -> None:
        console.print(waiting_table(await parked.waiting()))

    _with_parked(service, show)


def waiting_table(found: "Sequence[Waiting]") -> Table:
    """What waits, with the whole of its reasons: a bracket in them is no markup."""
    table = Table(Column("id", no_wrap=True), "what", "since", "failures", "reason", box=box.SIMPLE)
    for one in found:
        since = f"{one.since:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(one.id), one.what, since, str(one.failures), escape(one.reason or ""))
    return table


@app.command()
def replay(
    service: Service,
    id: Annotated[UUID | None, typer.Argument(help="all, if left out")] = None,
) -> None:
    """Handle it again now; what fails again keeps waiting."""

    async def again(parked: "Parked") -> None:
        failed = 0
        for one in await parked.waiting(id):
            try:
                await parked.replay(one)
            except Exception as error:  # noqa: BLE001 - one failure must not stop the others
                failed += 1
                console.print(f"{one.id} {one.what} failed again: {error!r}", markup=False)
            else:
                console.print(f"{one.id} {one.what} done", markup=False)
        if failed:
            raise CommandError(f"{failed} still wait")

    _with_parked(service, again)


@app.command()
def discard(
    service: Service,
    id: Annotated[UUID, typer.Argument()],
    reason: Annotated[str, typer.Option(help="why it may be lost; kept with it")],
) -> None:
    """Give one up for good."""

    async def give_up(parked: "Parked") -> None:
        for one in await parked.waiting(id):
            await parked.discard(one, reason)
            console.print(f"{one.id} {one.what} discarded", markup=False)

    _with_parked(service, give_up)


def _with_parked(service: str, work: "Callable[[Parked], Coroutine[Any, Any, None]]") -> None:
    # Imported on use: the service's own code is heavy, and `sanshe status` must not wait for it.
    from deploy.local.parked import Parked  # noqa: PLC0415

    async def run() -> None:
        async with Parked.of(service) as parked:
            await work(parked)

    with explained():
        asyncio.run(run())
