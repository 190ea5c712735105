"""No question the API answers reads a big table from end to end.

Each statement is explained with sequential scans switched off: one that still stands there has no
index to go by. Nor may an index be followed from end to end, but in the order of a page. A new
route is asked by itself (benchmarks/fill_questions.py).
"""

from collections import defaultdict

import pytest

from benchmarks.fill_questions import callers, made, questions
from tests.province.asking import Asking

OK = 200

ASKING = ("resident", "organization", "city")
"""A community's staff ask as a city's, of less."""

WHOLE_LEDGER = ("/api/credit/v1/exports", "/api/credit/v1/public/")
"""Downloads of all of it, and sums over all of it for the public."""


async def test_no_question_reads_a_big_table_whole(asking: Asking) -> None:
    listed: dict[str, set[int]] = defaultdict(set)
    wrong: dict[str, set[str]] = defaultdict(set)
    asked: set[tuple[str, ...]] = set()

    for who in ASKING:
        for question in questions(asking.kit.app.openapi(), asking.kit.now):
            shape = (who, question.route, *question.params)  # the same statements, other values
            if shape in asked or question.route.startswith(WHOLE_LEDGER):
                continue
            asked.add(shape)
            status = await asking.ask(question, callers()[who])
            if question.listed and "{" not in question.route:
                listed[question.route].add(status)
            for found in await asking.read_whole(who):
                wrong[found].add(f"{who}: {question}")

    assert wrong == {}
    assert [route for route, found in listed.items() if OK not in found] == []


@pytest.mark.parametrize("filled", ["needs"], indirect=True)
async def test_a_team_is_found_without_reading_a_big_table_whole(asking: Asking) -> None:
    resident = callers()["resident"]
    told = {
        "region_id": str(made("community", 1)),
        "category_code": "repair.drain",
        "channel": "wechat",
        "title": "下水道堵了，厨房反水",
        "description": "下水道堵了，厨房反水，已经两天了，家里有老人。",
        "phone": "13812345678",
    }

    filed = await asking.kit.post("/needs", told, as_=resident)
    await asking.kit.tick()
    wrong = await asking.read_whole("resident")

    orders = await asking.kit.get("/orders", as_=resident, params={"need_id": filed.json()["id"]})
    assert [one["state"] for one in orders.json()["items"]] == ["offered"]
    assert wrong == set()
