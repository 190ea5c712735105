"""What spec/credit.md §9 says of bad input, where no other test asks it over HTTP."""

from datetime import timedelta

import pytest

from services.credit.account.model import AccountKind, Unit
from services.credit.system_account.use_cases import system_account
from tests.credit.spending import Scene


@pytest.mark.parametrize(
    ("amount", "status", "kind"),
    [(2**63 - 1, 422, "validation-failed"), (2**63, 400, "malformed-body")],
)
async def test_an_amount_beyond_all_bounds_is_refused_before_it_is_looked_at(
    scene: Scene, amount: int, status: int, kind: str
) -> None:
    line = {"credit": str(scene.account_id), "amount": amount, "effective_on": "2026-03-02"}
    asked = line | {"kind": "grant", "reason": "奖励", "evidence": ["会议纪要"]}

    answer = await scene.credit.post("/transfers", asked, as_=scene.officer())

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")


async def test_nothing_is_granted_from_an_account_that_counts_points(scene: Scene) -> None:
    async with scene.credit.begin() as uow:
        points = await system_account(
            uow,
            kind=AccountKind.ISSUE,
            region_id=scene.community.id,
            unit=Unit.VOLUNTEER_POINT,
        )
    line = {"debit": str(points), "credit": str(scene.account_id), "amount": 1}
    asked = line | {"effective_on": "2026-03-02", "reason": "奖励", "evidence": ["会议纪要"]}

    answer = await scene.credit.post("/transfers", asked | {"kind": "grant"}, as_=scene.officer())

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/different-units")


async def test_nothing_is_handed_over_after_its_time_though_the_timer_is_late(
    scene: Scene,
) -> None:
    await scene.earn(100)
    body = {"account_id": str(scene.account_id), "item_id": await scene.item()}
    asked = (await scene.credit.post("/redemptions", body, as_=scene.manager)).json()
    place = f"/redemptions/{asked['id']}"
    await scene.credit.post(f"{place}/approval", as_=scene.officer())
    scene.credit.now += timedelta(days=30)

    late = await scene.credit.post(f"{place}/fulfillment", as_=scene.officer())

    assert (late.status_code, late.json()["type"]) == (409, "/problems/hold-over")
    assert await scene.stands() == (100, 60, 0)
