"""What `sanshe needs replay` reads, sends and counts."""

import asyncio
import io
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from deploy.local.errors import CommandError
from deploy.local.replay.messages import Message, Target, read
from deploy.local.replay.player import paced
from deploy.local.replay.summary import Summary
from services.needs.intake.schemas import NeedFiling
from shared import ids

HEADER = "message_id,user,title,submitted_at,detail,likes\n"
ROW = '360114,A018,电梯停运,2017-06-08T17:31:20,"三号楼电梯停运,三天了",0\n'
SHANGHAI = timezone(timedelta(hours=8))
SPACE = ids.new()


def a_file(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    file = folder / "messages.csv"
    file.write_text(text, encoding=encoding)
    return file


def a_target() -> Target:
    return Target(region_id=ids.new(), category_code="unsorted", source="12345", space=SPACE)


def test_a_time_without_an_offset_is_shanghais(tmp_path: Path) -> None:
    (message,) = read(a_file(tmp_path, HEADER + ROW))

    assert message.submitted_at == datetime(2017, 6, 8, 17, 31, 20, tzinfo=SHANGHAI)
    assert message.detail == "三号楼电梯停运,三天了"


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        ("message_id,user\n1,2\n", "utf-8", "no column detail, submitted_at, title"),
        (HEADER + "1,2,3,yesterday,5,0\n", "utf-8", "line 2: submitted_at"),
        (HEADER + "1,2,3,2017-06-08T17:31:20\n", "utf-8", "line 2: a field is missing"),
        (HEADER + ROW, "gbk", "no CSV in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused_whole(
    tmp_path: Path, text: str, encoding: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        read(a_file(tmp_path, text, encoding))


def test_a_filing_names_nobody_and_is_the_same_in_every_run(tmp_path: Path) -> None:
    (message,) = read(a_file(tmp_path, HEADER + ROW))
    target = a_target()

    filing = target.filing(message)

    assert "A018" not in str(filing)
    assert filing == target.filing(message)
    sent = NeedFiling.model_validate_json(httpx.Request("POST", "http://x", json=filing).read())
    assert sent.external_ref == "12345:360114"
    assert sent.occurred_at == message.submitted_at


def test_callers_whom_nobody_noted_are_not_one_and_the_same(tmp_path: Path) -> None:
    rows = ROW + ROW.replace("360114,A018", "360115,") + ROW.replace("360114,A018", "360116, ")

    filings = [a_target().filing(message) for message in read(a_file(tmp_path, HEADER + rows))]

    assert [len(one["on_behalf"]) for one in filings] == [1, 0, 0]


def answer(status: int, body: dict[str, Any], **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def test_the_summary_counts_every_answer_by_its_hour() -> None:
    told = datetime(2019, 1, 1, 8, 30, tzinfo=SHANGHAI)
    like: dict[str, Any] = {"possible_duplicates": [{}]}
    long = {
        "type": "/problems/validation-failed",
        "errors": [{"pointer": "/description", "detail": "至多 4000 个字符"}],
    }
    summary = Summary()

    summary.count(told, answer(201, {"possible_duplicates": []}))
    summary.count(told, answer(201, like))
    summary.count(told, answer(201, like, **{"Idempotent-Replayed": "true"}))
    summary.count(told, answer(409, {"type": "/problems/already-filed", "detail": ""}))
    summary.count(told + timedelta(hours=1), answer(422, long))

    assert (summary.hours[8].accepted, summary.hours[8].known) == (2, 2)
    assert (summary.hours[9].refused, summary.answered) == (1, 5)
    assert list(summary.lines()) == [
        "accepted: 2",
        "known before: 2",
        "refused: 1",
        "  1 × validation-failed /description: 至多 4000 个字符",
        "possible duplicates suggested: 1",
    ]
    shown = io.StringIO()
    Console(file=shown).print(summary.table())
    rows = [line.split() for line in shown.getvalue().splitlines() if "0" in line]
    assert rows == [["08", "2", "2", "0", "1"], ["09", "0", "0", "1", "0"]]


async def test_the_rate_is_kept_and_the_order_too() -> None:
    told = datetime(2019, 1, 1, tzinfo=SHANGHAI)
    given = [
        Message(message_id=str(n), user="A", title="t", detail="d", submitted_at=told)
        for n in range(4)
    ]
    began = time.monotonic()

    got = [message async for message in paced(given, rate=20)]

    assert got == given
    assert time.monotonic() - began >= 3 / 20
    async with asyncio.timeout(1):
        assert await anext(paced([], None), None) is None
