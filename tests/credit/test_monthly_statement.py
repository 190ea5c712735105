"""Months that are over are frozen; entries carry the database's time, so it is about its month."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.credit.monthly_statement.use_cases import CLOSING, FREEZE
from services.credit.statement.queries import GENESIS
from services.credit.tier.rules import next_month
from services.credit.transfer.model import TransferKind
from shared import clock
from shared.clock import LOCAL, day_of, midnight
from shared.testing.kit import ServiceKit
from tests.credit.spending import Scene, a_scene

THIS_MONTH = day_of(clock.now()).replace(day=1)
"""The tests would fail in the minutes around the end of a month only."""


def after(month: date) -> datetime:
    """When a month is over and closed."""
    over = next_month(month)
    return datetime(over.year, over.month, 1, 0, 10, tzinfo=LOCAL)


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    scene = await a_scene(credit)
    await scene.earn(10, effective_on=THIS_MONTH)
    await scene.earn(5, effective_on=THIS_MONTH - timedelta(days=1))
    return scene


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan, without those below it."""
    below = plan.pop("Plans", [])
    yield plan
    for one in below:
        yield from nodes(one)


async def close(scene: Scene, at: datetime) -> None:
    async with scene.credit.begin() as uow:
        await uow.schedule(CLOSING, UUID(int=0), at)
    await scene.credit.tick(at)


async def statements(scene: Scene) -> list[dict[str, Any]]:
    answer = await scene.credit.get(f"/accounts/{scene.account_id}/statements", as_=scene.manager)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_a_month_is_frozen_when_it_is_over(scene: Scene) -> None:
    await close(scene, after(THIS_MONTH) - timedelta(minutes=1))
    before = await statements(scene)

    await close(scene, after(THIS_MONTH))

    (frozen,) = await statements(scene)
    shown = await scene.credit.get(
        frozen["lines"].removeprefix("/api/credit/v1"), as_=scene.manager
    )
    assert before == []
    assert frozen["month"] == str(THIS_MONTH)
    assert (frozen["entries"], frozen["backdated"]) == (2, 1)
    assert frozen["opening"] == shown.json()["opening"]
    assert frozen["closing"] == shown.json()["closing"]
    assert frozen["closing"]["balance"] == 15


async def test_a_month_is_frozen_once_and_one_without_entries_not_at_all(scene: Scene) -> None:
    await close(scene, after(THIS_MONTH))
    (first,) = await statements(scene)

    await close(scene, after(next_month(THIS_MONTH)))

    assert await statements(scene) == [first]


async def test_no_place_in_time_is_looked_for_where_nothing_is_to_be_frozen(scene: Scene) -> None:
    await a_scene(scene.credit)
    await close(scene, after(THIS_MONTH))
    asked = {
        "begins": midnight(THIS_MONTH),
        "ends": midnight(next_month(THIS_MONTH)),
        "month": THIS_MONTH,
        "genesis": GENESIS,
        "at": scene.credit.now,
        "most": 1,
    }

    async with scene.credit.begin() as uow:
        explained = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {FREEZE.text}")
        (told,) = (await uow.session.execute(explained, asked)).scalar_one()

    moved = [node for node in nodes(told["Plan"]) if node.get("CTE Name") == "moved"]
    assert moved
    assert [node["Actual Rows"] for node in moved] == [0] * len(moved)


async def test_nobody_changes_what_was_frozen(scene: Scene) -> None:
    await close(scene, after(THIS_MONTH))

    with pytest.raises(DBAPIError, match="permission denied"):
        async with scene.credit.begin() as uow:
            await uow.session.execute(text("UPDATE monthly_statement SET closing_balance = 1"))


async def test_a_stranger_sees_no_statements(scene: Scene) -> None:
    stranger = (await a_scene(scene.credit)).manager

    answer = await scene.credit.get(f"/accounts/{scene.account_id}/statements", as_=stranger)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("kind", "status"), [(TransferKind.GRANT, 422), (TransferKind.ADJUST, 201)]
)
async def test_only_an_adjustment_takes_effect_in_a_closed_month(
    credit: ServiceKit, kind: TransferKind, status: int
) -> None:
    scene = await a_scene(credit)
    opened = credit.now.date()
    credit.now += timedelta(days=31)

    answer = await credit.post(
        "/transfers",
        {
            "kind": kind,
            "credit": str(scene.account_id),
            "amount": 5,
            "effective_on": str(opened),
            "reason": "补记",
            "evidence": ["会议纪要"],
        },
        as_=scene.officer(),
    )

    assert answer.status_code == status, answer.text
