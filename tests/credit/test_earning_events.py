from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.credit.account.states import AccountState
from services.credit.earning.rules import Inputs, convert
from services.credit.earning.states import EarningState
from services.credit.policy.errors import UnknownPolicyPeriod
from services.credit.policy.model import EarningPolicy
from services.credit.transfer.model import Transfer
from shared import ids
from shared.clock import LOCAL
from shared.contracts.credit import TransferPosted
from shared.testing.kit import ServiceKit
from tests.credit.given import (
    account_of,
    an_order,
    at,
    confirmed,
    current_of,
    disputed,
    failed,
    given_an_organization,
    organization_state,
    rated,
    revisions_of,
)

POSTED = "credit.transfer.posted.v1"
WINDOW_ENDS = datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL)
"""Five working days after Monday, 2 March 2026."""


async def amounts(credit: ServiceKit) -> list[int]:
    return [TransferPosted.model_validate(told).amount for told in await credit.events(POSTED)]


async def an_order_of(credit: ServiceKit, **fields: Any) -> dict[str, Any]:
    _, _, community = await credit.regions()
    return an_order(await given_an_organization(credit, community), community, **fields)


async def test_a_confirmed_order_is_expected_at_the_unanswered_rate(credit: ServiceKit) -> None:
    order = await an_order_of(credit)

    await credit.receive(confirmed(order))

    earning = await current_of(credit, order)
    assert (earning.state, earning.amount) == (EarningState.EXPECTED, 8)
    assert await amounts(credit) == []


async def test_a_rating_posts_the_final_amount(credit: ServiceKit) -> None:
    order = await an_order_of(credit)

    await credit.receive(
        confirmed(order, kind="casework", vulnerable=True),
        rated(order, 5),
    )

    expected, posted = await revisions_of(credit, order)
    assert (expected.state, posted.state) == (EarningState.SUPERSEDED, EarningState.POSTED)
    assert posted.amount == 21
    assert await amounts(credit) == [21]


async def test_silence_is_final_when_the_dispute_window_ends(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    await credit.receive(confirmed(order))

    await credit.tick(WINDOW_ENDS - timedelta(seconds=1))
    before = await amounts(credit)
    await credit.tick(WINDOW_ENDS)

    assert before == []
    assert await amounts(credit) == [8]


async def test_a_rating_after_the_window_posts_the_difference(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    await credit.receive(confirmed(order))
    await credit.tick(WINDOW_ENDS)

    await credit.receive(rated(order, 5, after=timedelta(days=20)))

    assert await amounts(credit) == [8, 4]
    assert [told["kind"] for told in await credit.events(POSTED)] == ["earn", "adjust"]


async def test_a_bad_late_rating_takes_credits_back(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    await credit.receive(confirmed(order))
    await credit.tick(WINDOW_ENDS)

    await credit.receive(rated(order, 1, after=timedelta(days=20)))

    assert await amounts(credit) == [8, -8]


async def test_a_disputed_order_stays_expected_beyond_the_window(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    await credit.receive(confirmed(order), disputed(order, after=timedelta(hours=2)))

    await credit.tick(WINDOW_ENDS)

    assert (await current_of(credit, order)).state is EarningState.EXPECTED
    assert await amounts(credit) == []


async def test_a_dispute_takes_back_what_was_posted_until_it_is_settled(
    credit: ServiceKit,
) -> None:
    order = await an_order_of(credit)
    await credit.receive(confirmed(order), rated(order, 4))

    await credit.receive(disputed(order, after=timedelta(hours=2)))
    settled = confirmed(order | {"at": at(4)})
    await credit.receive(settled)

    assert await amounts(credit) == [10, -10, 10]
    assert (await current_of(credit, order)).state is EarningState.POSTED


async def test_an_upheld_dispute_voids_the_earning(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    await credit.receive(confirmed(order), rated(order, 4))

    await credit.receive(
        disputed(order, after=timedelta(hours=2)), failed(order, after=timedelta(hours=3))
    )

    assert await amounts(credit) == [10, -10]
    assert (await current_of(credit, order)).state is EarningState.VOIDED


async def test_a_flagged_rating_weighs_as_unanswered(credit: ServiceKit) -> None:
    order = await an_order_of(credit)

    await credit.receive(confirmed(order), rated(order, 5, flagged=True))
    waiting = await amounts(credit)
    await credit.tick(WINDOW_ENDS)

    assert waiting == []
    assert await amounts(credit) == [8]


async def test_a_repeated_event_changes_nothing(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    facts = (confirmed(order), rated(order, 5))
    await credit.receive(*facts)

    await credit.receive(*facts, rated(order, 5))

    assert await amounts(credit) == [12]
    assert len(await revisions_of(credit, order)) == 2


async def test_one_household_counts_less_each_time_within_thirty_days(credit: ServiceKit) -> None:
    first = await an_order_of(credit)
    household = ids.new()
    orders = [first | {"order_id": ids.new(), "at": at(24 * day)} for day in range(5)]
    later = first | {"order_id": ids.new(), "at": at(24 * 32)}

    for order in [*orders, later]:
        credit.now = order["at"]
        await credit.receive(
            confirmed(order, household_id=household, beneficiaries=10), rated(order, 4)
        )

    assert await amounts(credit) == [100, 100, 50, 25, 50]


async def test_an_order_that_arrives_late_moves_the_turns_of_those_after_it(
    credit: ServiceKit,
) -> None:
    first = await an_order_of(credit)
    household = ids.new()
    orders = [first | {"order_id": ids.new(), "at": at(day)} for day in range(3)]
    credit.now = at(24)

    for order in reversed(orders):
        await credit.receive(
            confirmed(order, household_id=household, beneficiaries=10), rated(order, 4)
        )

    earned = [(await current_of(credit, order)).amount for order in orders]
    assert earned == [100, 100, 50]
    assert sum(await amounts(credit)) == 250


async def test_the_forty_first_order_of_a_members_day_earns_nothing(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    facts = [
        confirmed(order | {"order_id": ids.new(), "at": at(number / 60)}, team_members=1)
        for number in range(41)
    ]

    await credit.receive(*facts)

    last = await current_of(credit, {"order_id": facts[-1].order_id})
    before = await current_of(credit, {"order_id": facts[-2].order_id})
    assert (before.amount, last.amount) == (8, 0)


async def test_credits_of_an_unknown_organization_wait_in_suspense(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    told = organization_state(community)
    order = an_order(told.organization_id, community)

    await credit.receive(confirmed(order), rated(order, 5))
    account = await account_of(credit, told.organization_id)
    waiting = await amounts(credit)
    await credit.receive(told)

    assert (account.state, account.number, waiting) == (AccountState.SUSPENSE, None, [])
    assert (await account_of(credit, told.organization_id)).state is AccountState.OPEN
    assert await amounts(credit) == [12]


async def test_a_fact_before_every_policy_is_refused_never_guessed(credit: ServiceKit) -> None:
    order = await an_order_of(credit, at=datetime(2019, 5, 1, tzinfo=LOCAL))

    with pytest.raises(UnknownPolicyPeriod):
        await credit.receive(confirmed(order))


async def test_credits_are_dated_by_the_legal_day_of_the_service(credit: ServiceKit) -> None:
    after_midnight = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
    order = await an_order_of(credit, at=after_midnight)

    await credit.receive(confirmed(order), rated(order, 5))

    async with credit.begin() as uow:
        assert (await uow.session.scalars(select(Transfer.effective_on))).all() == [
            date(2026, 3, 2)
        ]


async def test_every_amount_can_be_recomputed_from_the_journal(credit: ServiceKit) -> None:
    order = await an_order_of(credit)
    await credit.receive(confirmed(order, kind="casework", vulnerable=True))
    await credit.tick(WINDOW_ENDS)
    await credit.receive(rated(order, 5), rated(order, 2, after=timedelta(hours=9)))

    async with credit.begin() as uow:
        transfers = (await uow.session.scalars(select(Transfer).order_by(Transfer.id))).all()
        (policy,) = await uow.session.scalars(select(EarningPolicy))
    moved = []
    for transfer in transfers:
        told = transfer.explanation
        made = convert(policy.rates, Inputs(**told["inputs"]))
        assert (made.amount, made.stored()) == (told["amount"], told["steps"])
        assert transfer.amount == abs(told["after"] - told["before"])
        moved.append(told["after"] - told["before"])
    assert moved == await amounts(credit) == [14, 7, -14]
