"""`sanshe credit`: the credit bank's books, verified and exported straight from its database."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console

from deploy.local.errors import CommandError, explained
from deploy.local.services import told

if TYPE_CHECKING:
    from shared.db import UnitOfWork

WHO = "sanshe credit"

app = typer.Typer(no_args_is_help=True, help="Verify and export the credit bank's ledger.")
console = Console(highlight=False)


@app.command()
def verify(
    witness: Annotated[
        Path | None, typer.Option(help="checkpoints kept outside; new ones are added to it")
    ] = None,
) -> None:
    """Recompute the whole ledger; name the first wrong row, and exit with 1, if there is one."""
    with explained():
        known = _kept(witness) if witness and witness.exists() else {}

    async def check(uow: "UnitOfWork") -> None:
        from services.credit.checkpoint.queries import checkpoints_after  # noqa: PLC0415
        from services.credit.verification.use_cases import XID_MAX, first_fault  # noqa: PLC0415

        fault = await first_fault(uow, witnessed=known)
        if fault is not None:
            raise CommandError(f"{fault.row}: {fault.what}")
        if witness is not None:
            after = max(known, default=0)
            new = await checkpoints_after(uow, after, upto=XID_MAX, limit=XID_MAX)
            told = known | {one.number: one.hash.hex() for one in new}
            unfinished = witness.with_name(f"{witness.name}.unfinished")
            unfinished.write_text(json.dumps(told, indent=1))
            unfinished.replace(witness)

    _reading(check)
    console.print("every transfer, entry, balance, explanation and checkpoint is right")


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="the file to write")],
    format: Annotated[Literal["hledger", "beancount", "journal"], typer.Option()] = "hledger",  # noqa: A002
) -> None:
    """Write the whole ledger for hledger, beancount or tools/verify_ledger.py."""

    async def write(uow: "UnitOfWork") -> None:
        from services.credit.export import queries  # noqa: PLC0415
        from services.credit.export.rules import ExportFormat  # noqa: PLC0415

        text = (
            queries.journal(uow)
            if format == "journal"
            else queries.exported(uow, ExportFormat(format))
        )
        with out.open("w", encoding="utf-8") as file:
            async for lines in text:
                file.write(lines)

    _reading(write)
    console.print(f"{out} written")


def _kept(witness: Path) -> dict[int, str]:
    try:
        return {int(number): told for number, told in json.loads(witness.read_text()).items()}
    except (ValueError, AttributeError) as error:
        raise CommandError(f"{witness} holds no checkpoints: {error}") from None


def _reading(work: "Callable[[UnitOfWork], Coroutine[Any, Any, None]]") -> None:
    async def run() -> None:
        async with _one_moment() as uow:
            await work(uow)

    with explained():
        asyncio.run(run())


@asynccontextmanager
async def _one_moment() -> "AsyncIterator[UnitOfWork]":
    """One unchanging view of the credit database, as its application role."""
    # Imported on use: the service's own code is heavy, and `sanshe status` must not wait for it.
    from services.credit.verification.queries import ONE_SNAPSHOT  # noqa: PLC0415
    from shared.database import Database  # noqa: PLC0415
    from shared.engine import engine_of  # noqa: PLC0415

    settings = import_module("services.credit.settings").Settings(**told("credit"))
    engine = engine_of(settings, WHO)
    try:
        async with Database(engine, settings.vault()).begin(operation=WHO) as uow:
            for statement in ONE_SNAPSHOT:
                await uow.session.execute(statement)
            yield uow
    finally:
        await engine.dispose()
