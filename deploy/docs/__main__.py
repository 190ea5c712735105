"""`python -m deploy.docs` writes what is stale; with `--check` it only names it and fails."""

import sys
from pathlib import Path

from deploy.docs import contracts, http, language, machines, numbers

ROOT = Path(__file__).parents[2]
OWNED = ("docs/generated", "tests/contracts/events", "tests/contracts/openapi")
"""Folders in which every file is ours to write and to remove."""


def pages() -> dict[str, str]:
    """Every generated file: its path in the repository and its text."""
    return {
        **machines.pages(),
        **language.pages(),
        **contracts.pages(ROOT / "tests/contracts/events"),
        **http.pages(),
        **numbers.pages(),
    }


def stale(wanted: dict[str, str]) -> list[str]:
    """The paths that are missing, differ, or should not be there."""
    there = {
        str(path.relative_to(ROOT))
        for folder in OWNED
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    differing = [
        name for name in wanted.keys() & there if (ROOT / name).read_text("utf-8") != wanted[name]
    ]
    return sorted({*differing, *(wanted.keys() ^ there)})


def main() -> int:
    """Write or check; the exit code is 1 when a check finds something stale."""
    wanted = pages()
    found = stale(wanted)
    if "--check" in sys.argv:
        for name in found:
            sys.stderr.write(f"stale: {name}; run `make docs` and commit the result\n")
        return 1 if found else 0
    for name in found:
        path = ROOT / name
        if name not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[name], "utf-8")
        sys.stdout.write(f"written: {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
