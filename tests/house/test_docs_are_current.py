"""Generated pages say what the code says now; written pages name what exists."""

import re
from pathlib import Path

from deploy.docs import sources
from deploy.docs.__main__ import pages, stale
from shared.web import endpoints
from tests.house.sources import ROOT

CALL = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/api/[^`?]+)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)\)")


def written() -> list[Path]:
    """Pages that people write."""
    folders = [ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md")]
    return [path for folder in folders for path in folder if "generated" not in path.parts]


def test_make_docs_would_change_nothing() -> None:
    assert stale(pages()) == []


def test_every_call_in_the_documentation_exists() -> None:
    there = {
        (method, path)
        for service in sources.SERVICES
        for path, route in endpoints(sources.app(service))
        for method in route.methods or ()
    }
    told = {call for path in written() for call in CALL.findall(path.read_text("utf-8"))}

    assert told - there == set()


def test_every_link_in_the_documentation_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in written()
        for target in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]

    assert broken == []
