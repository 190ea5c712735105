"""What a person sees of a running stack."""

from urllib.parse import urlsplit

from rich import box
from rich.table import Column, Table

from deploy.local.credentials import ADMIN_FILE
from deploy.local.stack import HOST, SERVICES, Stack
from deploy.local.status import ProcessStatus

COLORS = {"ready": "green", "not ready": "yellow", "down": "red"}


def addresses(stack: Stack) -> Table:
    """Where everything is, once it is up."""
    table = Table(title="三社联动平台", show_header=False, title_justify="left", box=box.SIMPLE)
    for service in SERVICES:
        table.add_row(f"{service} API", stack.api(service))
    if stack.gateway_url is not None:
        table.add_row("API documents", f"{stack.gateway_url}/docs/")
    table.add_row("PostgreSQL", _place(stack.postgres_url) or f"{HOST}:{stack.postgres_port}")
    table.add_row("NATS", _place(stack.nats_url) or f"{HOST}:{stack.nats_port}")
    table.add_row("accounts", f"admin, city-admin; password in {stack.data / ADMIN_FILE}")
    table.add_row("data", f"{stack.data}: logs/, keys/, postgres/, nats/")
    table.add_row("next", "`sanshe demo`, `sanshe status`; Ctrl-C here stops everything")
    return table


def _place(url: str | None) -> str | None:
    """Host and port of an address that may hold a password."""
    return urlsplit(url).netloc.rpartition("@")[2] if url else None


def process_table(found: list[ProcessStatus]) -> Table:
    """Every process, and the memory of ours together."""
    table = Table(
        Column("process", no_wrap=True),
        *("pid", "port", "health", "RSS MiB", "unpublished", "parked"),
        box=box.SIMPLE,
        collapse_padding=True,  # with the next, so that nothing is cut off on 80 columns
        pad_edge=False,
    )
    for one in found:
        numbers = (one.pid, one.port, one.backlog, one.parked)
        pid, port, backlog, parked = ("" if number is None else str(number) for number in numbers)
        health = f"[{COLORS[one.health]}]{one.health}[/]"
        table.add_row(one.name, pid, port, health, f"{one.rss_mib:.0f}", backlog, parked)
    python = sum(one.rss_mib for one in found if one.is_python)
    table.add_section()
    table.add_row("all Python processes", "", "", "", f"{python:.0f}", "", "")
    return table
