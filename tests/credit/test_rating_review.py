"""A doubtful rating weighs as unanswered until somebody has looked at it; then as he found."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.credit.earning.states import EarningState
from services.credit.earning.use_cases import DISPUTE_WINDOW
from shared import ids
from shared.clock import LOCAL
from shared.contracts.needs import SurveyAnswered, SurveyReviewed
from shared.deadlines import TimerRow
from shared.testing.kit import ServiceKit
from tests.credit.given import (
    an_order,
    confirmed,
    current_of,
    disputed,
    failed,
    given_an_organization,
    rated,
)

WINDOW_ENDS = datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL)
"""Five working days after Monday, 2 March 2026."""


@pytest.fixture
async def order(credit: ServiceKit) -> dict[str, Any]:
    _, _, community = await credit.regions()
    return an_order(await given_an_organization(credit, community), community)


def reviewed(rating: SurveyAnswered, *, accepted: bool, hours: int = 10) -> SurveyReviewed:
    """Somebody looked at a rating."""
    given = rating.model_dump() | {"at": rating.at + timedelta(hours=hours)}
    return SurveyReviewed(**given, accepted=accepted)


async def amounts(credit: ServiceKit) -> list[int]:
    return [told["amount"] for told in await credit.events("credit.transfer.posted.v1")]


async def test_an_accepted_rating_is_posted_at_once(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    doubtful = rated(order, 5, flagged=True)
    await credit.receive(confirmed(order), doubtful)
    before = await amounts(credit)

    await credit.receive(reviewed(doubtful, accepted=True))

    assert (before, await amounts(credit)) == ([], [12])


async def test_a_review_after_the_window_posts_the_difference(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    doubtful = rated(order, 5, flagged=True)
    await credit.receive(confirmed(order), doubtful)
    await credit.tick(WINDOW_ENDS)

    await credit.receive(reviewed(doubtful, accepted=True))

    assert await amounts(credit) == [8, 4]


async def test_a_rejected_rating_weighs_as_silence(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    doubtful = rated(order, 1, flagged=True)
    await credit.receive(confirmed(order), doubtful, reviewed(doubtful, accepted=False))
    waiting = await amounts(credit)

    await credit.tick(WINDOW_ENDS)

    assert (waiting, await amounts(credit)) == ([], [8])


async def test_a_rating_nobody_doubted_can_be_found_false_as_well(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    rating = rated(order, 5)
    await credit.receive(confirmed(order), rating)

    await credit.receive(reviewed(rating, accepted=False))
    taken_back = await amounts(credit)
    await credit.tick(WINDOW_ENDS)

    assert (taken_back, await amounts(credit)) == ([12, -12], [12, -12, 8])


async def test_a_second_review_overrules_the_first(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    doubtful = rated(order, 5, flagged=True)
    later = reviewed(doubtful, accepted=True, hours=20)

    await credit.receive(confirmed(order), doubtful, later, reviewed(doubtful, accepted=False))

    assert await amounts(credit) == [12]


async def test_a_review_of_another_rating_says_nothing_about_this_one(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    doubtful = rated(order, 5, flagged=True)
    other = doubtful.model_copy(update={"survey_id": ids.new()})

    await credit.receive(confirmed(order), doubtful, reviewed(other, accepted=True))

    assert await amounts(credit) == []


@pytest.mark.parametrize("arriving", [*itertools.permutations(range(3))])
async def test_rating_and_review_end_the_same_in_every_order(
    credit: ServiceKit, order: dict[str, Any], arriving: tuple[int, ...]
) -> None:
    doubtful = rated(order, 5, flagged=True)
    facts = [confirmed(order), doubtful, reviewed(doubtful, accepted=True)]

    await credit.receive(*(facts[place] for place in arriving))

    assert sum(await amounts(credit)) == 12


async def test_a_dispute_holds_an_accepted_rating_back_until_it_is_rejected(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    doubtful = rated(order, 5, flagged=True)
    await credit.receive(confirmed(order), doubtful, reviewed(doubtful, accepted=True, hours=3))

    await credit.receive(disputed(order, after=timedelta(hours=5)))
    disputing = await current_of(credit, order)
    await credit.tick(WINDOW_ENDS)
    await credit.receive(confirmed(order | {"at": order["at"] + timedelta(hours=9)}))

    assert disputing.state is EarningState.EXPECTED
    assert await amounts(credit) == [12, -12, 12]


async def test_an_upheld_dispute_outweighs_every_rating_and_review(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    doubtful = rated(order, 5, flagged=True)
    await credit.receive(
        confirmed(order),
        disputed(order, after=timedelta(hours=5)),
        failed(order, after=timedelta(hours=6)),
    )

    await credit.receive(doubtful, reviewed(doubtful, accepted=True))
    await credit.tick(WINDOW_ENDS)

    assert (await current_of(credit, order)).state is EarningState.VOIDED
    assert await amounts(credit) == []


async def waits(credit: ServiceKit, order: dict[str, Any]) -> bool:
    """Whether a timer stands for the order's window."""
    mine = (TimerRow.kind == DISPUTE_WINDOW, TimerRow.subject_id == order["order_id"])
    async with credit.begin() as uow:
        return await uow.session.scalar(select(TimerRow.due_at).where(*mine)) is not None


async def test_silence_is_waited_for_as_long_as_it_decides(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    rating = rated(order, 5)
    found = []

    for fact in (confirmed(order), rating, reviewed(rating, accepted=False)):
        await credit.receive(fact)
        found.append(await waits(credit, order))
    before = await amounts(credit)
    await credit.tick(WINDOW_ENDS)

    assert found == [True, False, True]
    assert (before, await amounts(credit)) == ([12, -12], [12, -12, 8])


async def test_what_is_rated_when_it_is_told_of_waits_for_nothing(
    credit: ServiceKit, order: dict[str, Any]
) -> None:
    await credit.receive_together(confirmed(order), rated(order, 4))

    assert not await waits(credit, order)
