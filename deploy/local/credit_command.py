"""`sanshe credit`: the credit bank's books, verified and exported straight from its database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from deploy.local.verification import Witness, reading, verified

if TYPE_CHECKING:
    from shared.db import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="Verify and export the credit bank's ledger.")
console = Console(highlight=False)


@app.command()
def verify(witness: Witness = None) -> None:
    """Recompute the whole ledger; name the first wrong row, and exit with 1, if there is one."""
    checks = "services.credit.verification.use_cases"
    verified("credit", witness, log="services.credit.checkpoint.queries", checks=checks)
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
