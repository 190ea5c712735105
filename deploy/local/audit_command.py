"""`sanshe audit`: who changed what, verified straight from a service's database."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from deploy.local.errors import CommandError, explained
from deploy.local.verification import Witness, keep, kept, reading

if TYPE_CHECKING:
    from shared.db import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="Verify what was written down of every change.")
console = Console(highlight=False)

Service = Annotated[
    Literal["registry", "needs", "procurement", "credit"], typer.Argument(help="whose database")
]


@app.command()
def verify(service: Service, witness: Witness = None) -> None:
    """Recompute the audit of a service; name the first wrong row, and exit with 1, if any is."""
    with explained():
        known = kept(witness)

    async def check(uow: "UnitOfWork") -> None:
        from shared.audit_seal import LOG  # noqa: PLC0415 - heavy, and only used here
        from shared.audit_verification import first_fault  # noqa: PLC0415

        fault = await first_fault(uow, witnessed=known)
        if fault is not None:
            raise CommandError(f"{fault.row}: {fault.what}")
        if witness is not None:
            keep(witness, known, await LOG.after(uow, max(known, default=0)))

    reading(service, check)
    console.print(f"every audit row and checkpoint of {service} is right")


@app.callback()
def _grouped() -> None:
    """So that `verify` has its name although it is the only one."""
