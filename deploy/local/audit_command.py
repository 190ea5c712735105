"""`sanshe audit`: who changed what, verified straight from a service's database."""

from typing import Annotated, Literal

import typer
from rich.console import Console

from deploy.local.verification import Witness, verified

app = typer.Typer(no_args_is_help=True, help="Verify what was written down of every change.")
console = Console(highlight=False)

Service = Annotated[
    Literal["registry", "needs", "procurement", "credit"], typer.Argument(help="whose database")
]


@app.command()
def verify(service: Service, witness: Witness = None) -> None:
    """Recompute the audit of a service; name the first wrong row, and exit with 1, if any is."""
    checks = "shared.audit_verification"
    verified(service, witness, log="shared.audit_seal", checks=checks)
    console.print(f"every audit row and checkpoint of {service} is right")


@app.callback()
def _grouped() -> None:
    """So that `verify` has its name although it is the only one."""
