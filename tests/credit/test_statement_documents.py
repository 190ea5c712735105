"""Statements for spreadsheets and paper, and balances of the past."""

import base64
import csv
import io
import re
import zlib
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.credit.statement import queries, routes
from services.credit.statement.rules import Paper, as_pdf
from shared.access import Actor, Role
from shared.clock import LOCAL
from tests.credit.given import account_of
from tests.credit.own import OwnLedger


async def first_account(sealed: OwnLedger) -> tuple[str, Actor]:
    manager = sealed.kit.actor(Role.ORG_MANAGER, organization=sealed.organizations[0])
    return f"/accounts/{(await account_of(sealed.kit, sealed.organizations[0])).id}", manager


async def lines(sealed: OwnLedger) -> list[dict[str, Any]]:
    account, manager = await first_account(sealed)
    found = (await sealed.kit.get(f"{account}/statement", as_=manager)).json()
    return list(found["entries"])


async def test_a_spreadsheet_shows_the_lines_of_the_statement(sealed: OwnLedger) -> None:
    account, manager = await first_account(sealed)

    answer = await sealed.kit.get(f"{account}/statement.csv", as_=manager)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    known = await lines(sealed)
    assert [row["hash"] for row in table] == [line["hash"] for line in known]
    assert [int(row["amount"]) for row in table] == [line["amount"] for line in known]


async def test_a_spreadsheet_has_no_end(sealed: OwnLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    account, manager = await first_account(sealed)
    whole = (await sealed.kit.get(f"{account}/statement.csv", as_=manager)).text
    monkeypatch.setattr(queries, "READ_AT_ONCE", 1)
    monkeypatch.setattr(routes, "LINES_MAX", 1)

    paged = await sealed.kit.get(f"{account}/statement.csv", as_=manager)
    paper = await sealed.kit.get(f"{account}/statement.pdf", as_=manager)

    assert paged.text == whole
    assert paper.json()["type"] == "/problems/statement-too-long"
    assert paper.json()["errors"][0]["parameter"] == "from"


async def test_who_reads_a_spreadsheet_slowly_holds_no_connection(
    sealed: OwnLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "READ_AT_ONCE", 1)
    account = await account_of(sealed.kit, sealed.organizations[0])
    async with sealed.kit.begin() as uow:
        marks = await queries.marks_of_period(uow, account.id, first=None, last=None)
    pool: Any = sealed.engine.pool

    held = [
        pool.checkedout()
        async for _ in queries.pages_of_entries(sealed.kit.begin, account.id, marks)
    ]

    assert held == [0] * marks[1].seq


@pytest.mark.parametrize(
    ("number", "pages"), [(0, 1), (1, 1), (55, 1), (56, 2), (118, 3), (200, 4)]
)
def test_paper_has_as_many_pages_as_its_lines_take(number: int, pages: int) -> None:
    line = ["1", "2026-03-02 10:00:00", "2026-03-02", "earn", "300", "300", "", "ab" * 32]
    paper = Paper("对账单", ["单位：<甲> & 乙"], ["期末余额：300（第 1 笔）"])

    content = as_pdf(paper, [line] * number)

    assert content.count(b"/Type /Page\n") == pages


async def test_a_paper_statement_is_a_document_in_chinese(sealed: OwnLedger) -> None:
    account, manager = await first_account(sealed)

    answer = await sealed.kit.get(f"{account}/statement.pdf", as_=manager)

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"STSong-Light" in answer.content


def drawn_on(paper: bytes) -> bytes:
    """What the pages of a document say, as far as it is ASCII."""
    streams = re.findall(rb"stream\s(.*?)endstream", paper, re.DOTALL)
    pages = [zlib.decompress(base64.a85decode(one.strip(), adobe=True)) for one in streams]
    return b"".join(pages).replace(rb"\000", b"")


async def test_a_paper_statement_follows_from_the_one_before(sealed: OwnLedger) -> None:
    account, manager = await first_account(sealed)
    today = (await lines(sealed))[-1]["recorded_at"][:10]
    tomorrow = str(datetime.fromisoformat(today).date() + timedelta(days=2))

    before = await sealed.kit.get(f"{account}/statement", as_=manager)
    after = await sealed.kit.get(f"{account}/statement.pdf", as_=manager, params={"from": tomorrow})

    head: str = before.json()["closing"]["head"]
    assert drawn_on(after.content).count(head.encode()) == 2


@pytest.mark.parametrize("kind", ["csv", "pdf"])
async def test_a_reversed_period_is_refused(sealed: OwnLedger, kind: str) -> None:
    account, manager = await first_account(sealed)
    period = {"from": "2026-12-31", "to": "2026-01-01"}

    answer = await sealed.kit.get(f"{account}/statement.{kind}", as_=manager, params=period)

    assert answer.json()["type"] == "/problems/period-reversed"
    assert answer.json()["errors"][0]["parameter"] == "to"


async def test_what_we_said_then_is_the_last_entry_recorded_then(sealed: OwnLedger) -> None:
    account, manager = await first_account(sealed)
    for line, after in zip(await lines(sealed), (await lines(sealed))[1:], strict=False):
        asked = {"recorded_at": line["recorded_at"]}

        answer = await sealed.kit.get(f"{account}/balance", as_=manager, params=asked)

        if line["recorded_at"] != after["recorded_at"]:
            assert answer.json()["balance"] == line["balance_after"]


async def test_before_the_first_entry_there_was_nothing(sealed: OwnLedger) -> None:
    account, manager = await first_account(sealed)
    first = datetime.fromisoformat((await lines(sealed))[0]["recorded_at"])
    asked = {"recorded_at": (first - timedelta(seconds=1)).astimezone(LOCAL).isoformat()}

    answer = await sealed.kit.get(f"{account}/balance", as_=manager, params=asked)

    assert answer.json()["balance"] == 0


@pytest.mark.parametrize(("day", "all_of_it"), [("2026-03-01", False), ("2026-03-02", True)])
async def test_what_we_now_say_it_was_goes_by_the_effective_day(
    sealed: OwnLedger, day: str, all_of_it: bool
) -> None:
    account, manager = await first_account(sealed)
    known = await lines(sealed)

    answer = await sealed.kit.get(f"{account}/balance", as_=manager, params={"effective_on": day})

    assert answer.json()["balance"] == (known[-1]["balance_after"] if all_of_it else 0)


async def test_only_one_axis_at_a_time(sealed: OwnLedger) -> None:
    account, manager = await first_account(sealed)
    both = {"recorded_at": "2026-03-02T10:00:00+08:00", "effective_on": "2026-03-02"}

    answer = await sealed.kit.get(f"{account}/balance", as_=manager, params=both)

    assert answer.json()["type"] == "/problems/time-ambiguous"
    assert answer.json()["errors"][0]["parameter"] == "effective_on"
