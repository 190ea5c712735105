"""docs/generated/states/: one page per state machine."""

from deploy.docs import sources
from deploy.docs.markdown import page, table


def pages() -> dict[str, str]:
    """A diagram and the rows it was drawn from, for each table."""
    return {
        f"docs/generated/states/{service}/{machine.name}.md": _page(service, machine)
        for service, machine in sources.tables()
    }


def _page(service: str, machine: sources.Table) -> str:
    rows = [
        (f"`{source}`", f"`{action}`", action.zh, f"`{to}`") for source, action, to in machine.moves
    ]
    return page(
        f"{service}: {machine.name}",
        f"Every legal move; anything else is refused with `illegal-move` (409). "
        f"It begins as `{machine.initial}`. An action without a Chinese name follows by itself.",
        f"```mermaid\n{machine.mermaid()}\n```",
        table(["from", "action", "中文", "to"], rows),
        table(["state", "中文"], [(f"`{state}`", state.zh) for state in type(machine.initial)]),
    )
