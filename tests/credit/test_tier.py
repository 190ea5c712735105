from datetime import date, datetime, timedelta

import pytest

from services.credit.account.model import AccountKind
from services.credit.tier.rules import (
    Notice,
    Review,
    Standing,
    next_month,
    review,
    tier_of,
    window_start,
)
from services.credit.transfer.model import TransferKind
from services.credit.verification.use_cases import first_fault
from shared.clock import LOCAL
from shared.contracts.credit import TierChanged, TierNoticed
from tests.credit.book import Book
from tests.credit.facts import merged
from tests.credit.given import organization_state
from tests.credit.spending import Scene, look, neighbor, restand
from tests.credit.test_grant_api import approve, granted, reverse

THRESHOLDS = [0, 200, 1_000, 3_000, 8_000]


@pytest.mark.parametrize(
    ("earned", "tier"),
    [
        *[(-5, 0), (0, 0), (199, 0), (200, 1), (999, 1), (1_000, 2)],
        *[(2_999, 2), (3_000, 3), (7_999, 3), (8_000, 4), (10**9, 4)],
    ],
)
def test_the_tier_follows_from_what_was_earned(earned: int, tier: int) -> None:
    assert tier_of(earned, THRESHOLDS) == tier


def test_the_window_is_twelve_full_months_and_this_one() -> None:
    assert window_start(date(2026, 3, 2)) == date(2025, 3, 1)
    assert window_start(date(2024, 2, 29)) == date(2023, 2, 1)
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)


def reviewed(
    current: int,
    deserved: int,
    *,
    in_arrears: bool = False,
    notice: Notice | None = None,
    today: date = date(2026, 4, 1),
    monthly: bool = True,
) -> Review:
    standing = Standing(current, deserved, in_arrears, notice)
    return review(standing, today=today, monthly=monthly, notice_days=30)


def test_a_tier_is_raised_at_once_and_lowered_only_after_a_notice() -> None:
    given = Notice(1, date(2026, 5, 1))

    assert reviewed(1, 3, monthly=False) == Review(3, None, ("earned",))
    assert reviewed(2, 1, monthly=False) == Review(2, None, ())
    assert reviewed(2, 1) == Review(2, given, ("notice",))
    assert reviewed(2, 1, notice=given, today=date(2026, 4, 30)) == Review(2, given, ())
    assert reviewed(2, 1, notice=given, today=date(2026, 5, 1)) == Review(1, None, ("lowered",))
    assert reviewed(2, 2, notice=given) == Review(2, None, ())


def test_arrears_cap_the_tier_at_once() -> None:
    assert reviewed(3, 3, in_arrears=True, monthly=False).tier == 1
    assert reviewed(0, 4, in_arrears=True).tier == 1
    assert reviewed(0, 0, in_arrears=True).tier == 0


def test_a_cap_ends_a_notice_of_a_tier_that_is_not_below_it() -> None:
    to_two, to_none = Notice(2, date(2026, 5, 1)), Notice(0, date(2026, 5, 1))

    assert reviewed(3, 2, in_arrears=True, notice=to_two) == Review(1, None, ("arrears",))
    assert reviewed(3, 0, in_arrears=True, notice=to_none) == Review(1, to_none, ("arrears",))


async def test_what_was_earned_raises_the_tier_and_others_are_told(scene: Scene) -> None:
    await scene.earn(1_000)
    await restand(scene)

    shown = await look(scene)
    of_tier = [
        (await scene.credit.get("/accounts", as_=scene.officer(), params={"tier": tier})).json()
        for tier in (1, 2)
    ]

    (told,) = await scene.credit.events("credit.tier.changed.v1")
    standing = (await scene.credit.events("credit.standing.state.v1"))[-1]
    assert (shown["tier"], shown["earned_12m"], shown["since"]) == (2, 1_000, "2025-03-01")
    assert TierChanged.model_validate(told).reasons == ["earned"]
    assert standing["tier"] == 2
    assert [len(listed["items"]) for listed in of_tier] == [0, 1]


async def test_what_was_earned_before_the_platform_counts_for_no_tier(scene: Scene) -> None:
    await scene.earn(1_000)
    async with scene.credit.begin() as uow:
        await uow.schedule("tier_review", scene.account_id, uow.at)
    await scene.earn(50, kind=TransferKind.OPENING)

    shown = await look(scene)

    assert shown["earned_12m"] == 1_000


async def test_what_comes_from_the_opening_account_was_earned_before_the_platform(
    scene: Scene,
) -> None:
    opening = await Book(scene.credit, scene.community, scene.account_id).system(
        AccountKind.OPENING
    )
    transfer = await granted(scene, 1_000, debit=str(opening))
    await approve(scene, (await reverse(scene, transfer, 300)).json())

    shown = await scene.credit.get(f"/transfers/{transfer}", as_=scene.manager)
    assert shown.json()["kind"] == "opening"
    assert (await look(scene))["earned_12m"] == 0
    assert await scene.stands() == (700, 0, 0)
    async with scene.credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None


async def test_after_a_year_without_earning_the_tier_sinks_a_month_after_the_notice(
    scene: Scene,
) -> None:
    await scene.earn(250)
    await restand(scene)
    await look(scene)

    in_time = await look(scene, datetime(2027, 3, 31, 12, tzinfo=LOCAL))
    noticed = await look(scene, datetime(2027, 4, 1, tzinfo=LOCAL))
    lowered = await look(scene, datetime(2027, 5, 1, tzinfo=LOCAL))

    assert (in_time["tier"], in_time["lower_on"]) == (1, None)
    assert (noticed["tier"], noticed["lower_to"], noticed["lower_on"]) == (1, 0, "2027-05-01")
    assert (lowered["tier"], lowered["reasons"]) == (0, ["lowered"])
    (told,) = await scene.credit.events("credit.tier.noticed.v1")
    notice = TierNoticed.model_validate(told)
    assert (notice.tier, notice.lower_to, notice.lower_on) == (1, 0, date(2027, 5, 1))


@pytest.mark.parametrize("end", ["merged", "canceled"])
async def test_a_tier_that_ended_is_neither_reviewed_nor_lowered(scene: Scene, end: str) -> None:
    heir = await neighbor(scene)
    await scene.earn(250)
    await restand(scene)
    await look(scene)
    noticed = await look(scene, datetime(2027, 4, 1, tzinfo=LOCAL))
    told = {"organization_id": scene.organization_id, "version": 2, "state": "canceled"}
    ends = {
        "merged": merged(scene.organization_id, heir.organization_id, scene.community),
        "canceled": organization_state(scene.community, **told),
    }

    await scene.credit.receive(ends[end])
    shown = await look(scene)

    running = ("tier", "lower_to", "next_review")
    assert [noticed[name] for name in running] == [1, 0, "2027-05-01"]
    assert [shown[name] for name in running] == [0, None, None]


async def test_a_tier_brings_entitlements_until_they_are_used_up(scene: Scene) -> None:
    officer = scene.officer()
    use = {"account_id": str(scene.account_id), "quantity": 6}
    place = "/entitlements/venue_hours/uses"
    too_low = await scene.credit.post(place, use, as_=officer)
    await scene.earn(250)
    await restand(scene)
    await look(scene)

    first = await scene.credit.post(place, use, as_=officer)
    second = await scene.credit.post(place, use, as_=officer)
    scene.credit.now += timedelta(days=30)
    next_month_ = await scene.credit.post(place, use, as_=officer)

    assert (too_low.status_code, too_low.json()["type"]) == (409, "/problems/not-entitled")
    assert first.status_code == 201
    assert (second.status_code, second.json()["left"]) == (409, 4)
    assert next_month_.status_code == 201


@pytest.mark.parametrize(
    "value", [[0, 200, 200, 3_000, 8_000], [0, 200, 1_000, 900, 8_000], [100, 200, 300, 400, 500]]
)
async def test_thresholds_begin_at_nothing_and_rise(scene: Scene, value: list[int]) -> None:
    where = {"region_id": str(scene.city.id), "valid_from": "2026-01-01T00:00:00+08:00"}
    setting = {"name": "credit.tier.thresholds", "value": value, "source": "太民发1号"}

    refused = await scene.credit.post("/policies", setting | where, as_=scene.officer())

    assert refused.status_code == 422
    assert "各级的门槛应高于前一级" in refused.text
