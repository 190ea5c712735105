"""A year's performance score earns once, whatever is evaluated how often."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from services.credit.annual_evaluation.rules import worth
from services.credit.transfer.model import Transfer, TransferKind
from services.credit.verification.use_cases import first_fault
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.credit.facts import evaluated
from tests.credit.given import account_of, days_of, organization_state
from tests.credit.spending import Scene


@pytest.mark.parametrize(
    ("score", "earned"),
    [(0, 0), (700, 0), (701, 0), (702, 1), (850, 75), (876, 88), (999, 149), (1_000, 150)],
)
def test_a_score_earns_five_for_every_point_above_seventy(score: int, earned: int) -> None:
    assert worth(score, least=70, each=5) == earned


@given(score=st.integers(0, 1_000))
def test_a_better_score_never_earns_less(score: int) -> None:
    assert worth(score, least=70, each=5) <= worth(score + 1, least=70, each=5)


async def test_an_evaluation_earns_at_the_end_of_its_year(scene: Scene) -> None:
    await scene.credit.receive(evaluated(scene.organization_id, scene.community, 900))

    async with scene.credit.begin() as uow:
        transfer = (await uow.session.scalars(select(Transfer))).one()
    assert (transfer.kind, transfer.amount) == (TransferKind.EVALUATE, 100)
    assert transfer.effective_on == date(2025, 12, 31)
    assert transfer.explanation["zh"] == (
        "2025 年度绩效综合考评 90.0 分：max(0, 90.0 − 70) × 5 = 100 积分，本次变动 +100。"
    )


async def test_a_year_earns_once_and_the_last_evaluation_of_it_counts(scene: Scene) -> None:
    mine, here = scene.organization_id, scene.community
    first = evaluated(mine, here, 900)

    await scene.credit.receive(first, first, evaluated(mine, here, 880, days=9))
    once = await scene.stands()
    await scene.credit.receive(evaluated(mine, here, 760, year=2024))

    assert once == (90, 0, 0)
    assert await scene.stands() == (120, 0, 0)


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
@pytest.mark.parametrize("year", [2025, 2026])
async def test_three_evaluations_of_a_year_end_the_same_in_every_order(
    scene: Scene, order: tuple[int, ...], year: int
) -> None:
    mine, here = scene.organization_id, scene.community
    facts = [evaluated(mine, here, score, year=year, days=score % 7) for score in (900, 1_000, 830)]
    counts_for = date(2025, 12, 31) if year == 2025 else date(2026, 3, 8)

    await scene.credit.receive(*(facts[place] for place in order))

    assert await scene.stands() == (150, 0, 0)
    assert await days_of(scene.credit, scene.account_id) == [(counts_for, 150)]
    async with scene.credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None


async def test_a_corrected_score_takes_back_what_was_spent_as_arrears(scene: Scene) -> None:
    mine, here = scene.organization_id, scene.community
    await scene.credit.receive(evaluated(mine, here, 900))
    item = {"account_id": str(scene.account_id), "item_id": await scene.item(price=100)}
    asked = (await scene.credit.post("/redemptions", item, as_=scene.manager)).json()
    for step in ("approval", "fulfillment"):
        await scene.credit.post(f"/redemptions/{asked['id']}/{step}", as_=scene.officer())

    await scene.credit.receive(evaluated(mine, here, 700, days=9))

    assert await scene.stands() == (0, 0, 100)


async def test_an_unknown_organization_gets_its_credits_when_it_is_told_of(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    told = organization_state(community)
    await credit.receive(evaluated(told.organization_id, community, 900))

    await credit.receive(told)

    account = await account_of(credit, told.organization_id)
    manager = credit.actor(Role.ORG_MANAGER, organization=told.organization_id)
    shown = await credit.get(f"/accounts/{account.id}/annual-evaluations", as_=manager)
    (year,) = shown.json()["items"]
    assert (year["year"], year["score"], year["amount"], year["posted"]) == (2025, 900, 100, 100)
