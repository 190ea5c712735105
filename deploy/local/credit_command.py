"""`sanshe credit`: the credit bank's books, verified and exported straight from its database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from deploy.local.errors import CommandError, explained
from deploy.local.verification import Witness, keep, kept, reading

if TYPE_CHECKING:
    from shared.db import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="Verify and export the credit bank's ledger.")
console = Console(highlight=False)


@app.command()
def verify(witness: Witness = None) -> None:
    """Recompute the whole ledger; name the first wrong row, and exit with 1, if there is one."""
    with explained():
        known = kept(witness)

    async def check(uow: "UnitOfWork") -> None:
        # Imported on use: the service's own code is heavy.
        from services.credit.checkpoint.queries import LOG  # noqa: PLC0415
        from services.credit.verification.use_cases import first_fault  # noqa: PLC0415

        fault = await first_fault(uow, witnessed=known)
        if fault is not None:
            raise CommandError(f"{fault.row}: {fault.what}")
        if witness is not None:
            keep(witness, known, await LOG.after(uow, max(known, default=0)))

    reading("credit", check)
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

    reading("credit", write)
    console.print(f"{out} written")
