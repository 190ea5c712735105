"""`sanshe regions`: regions in and out of the registry, over its API."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from deploy.local.credentials import ADMIN_FILE, ADMIN_NAME, NOT_HIS
from deploy.local.demo.api import WRONG
from deploy.local.errors import CommandError, explained
from deploy.local.stack import OFF, Stack, data_directory
from shared import ids

IMPORT_SECONDS = 120.0
PAGE_SIZE = 200

app = typer.Typer(no_args_is_help=True, help="Import and list regions.")
console = Console(highlight=False)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, plain or .gz")],
    source: Annotated[str | None, typer.Option(help="which publication the codes are from")] = None,
    valid_from: Annotated[str | None, typer.Option(help="the day its codes hold from")] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only report what it would do")
    ] = False,
) -> None:
    """Add the regions of a file with the columns code,parent_code,level,name."""
    asked = {"source": source, "valid_from": valid_from, "dry_run": dry_run or None}
    with explained(), _registry() as registry:
        answer = registry.post(
            "region-imports",
            params={key: value for key, value in asked.items() if value is not None},
            content=_unpacked(file),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Authorization": f"Bearer {_token(registry)}",
                "Idempotency-Key": str(ids.new()),
            },
        )
        done = _body(answer)
    for name in ("rows", "created", "unchanged", "differing", "skipped", "needs_review"):
        console.print(f"{name}: {done[name]}")
    for finding in done["findings"]:
        console.print(finding, markup=False)


@app.command("list")
def list_under(
    under: Annotated[str, typer.Option(help="a code: its whole subtree is listed")],
) -> None:
    """List the regions under one, with their codes and ids."""
    uncut = [Column(name, no_wrap=True) for name in ("code", "level", "id")]
    table = Table(*uncut[:2], Column("name", overflow="fold"), uncut[2], box=box.SIMPLE)
    with explained(), _registry() as registry:
        above = next(_pages(registry, code=under), None)
        if above is None:
            raise CommandError(f"no region has the code {under}")
        for region in (above, *_pages(registry, under=above["id"])):
            table.add_row(region["code"], region["level"], escape(region["name"]), region["id"])
    console.print(table)


def _unpacked(file: Path) -> bytes:
    body = file.read_bytes()
    try:
        return gzip.decompress(body) if file.suffix == ".gz" else body
    except zlib.error as error:
        raise CommandError(f"{file} is damaged: {error}") from None


def _registry() -> httpx.Client:
    """The registry itself where it runs here: a gateway waits less long than an import takes."""
    stack = Stack.load(data_directory())
    stack = stack if stack.gateway else replace(stack, gateway=OFF)
    base = f"{stack.api('registry')}/"
    return httpx.Client(base_url=base, timeout=IMPORT_SECONDS, trust_env=False)


def _token(registry: httpx.Client) -> str:
    file = data_directory() / ADMIN_FILE
    login = {"username": ADMIN_NAME, "password": file.read_text().strip()}
    answer = registry.post("sessions", json=login)
    if answer.status_code == WRONG:
        raise CommandError(NOT_HIS.format(name=ADMIN_NAME, file=file))
    return str(_body(answer)["access_token"])


def _pages(registry: httpx.Client, **asked: str) -> Iterator[dict[str, Any]]:
    after: dict[str, str] = {}
    while True:
        page = _body(registry.get("regions", params={**asked, "limit": PAGE_SIZE, **after}))
        yield from page["items"]
        if page["next"] is None:
            return
        after = {"after": page["next"]}


def _body(answer: httpx.Response) -> dict[str, Any]:
    """The answer's body; a problem becomes a CommandError with its sentences."""
    try:
        body: dict[str, Any] = answer.json()
    except ValueError:
        raise CommandError(f"{answer.request.url} is no registry: {answer.status_code}") from None
    if answer.is_success:
        return body
    said = [f"{answer.status_code} {body['title']}: {body['detail']}"]
    said += [
        f"{error.get('pointer', error.get('parameter'))}: {error['detail']}".removeprefix(": ")
        for error in body.get("errors", [])
    ]
    said += [
        ", ".join(f"{name} {fact}" for name, fact in row.items()) for row in body.get("rows", [])
    ]
    raise CommandError("\n".join(said))
