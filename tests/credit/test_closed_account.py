"""An organization was canceled: what comes late for it is taken down, and moves nothing."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from services.credit.account.model import Balance
from services.credit.account.queries import has_account, oldest_suspense
from services.credit.account.states import AccountState
from services.credit.transfer.model import Transfer
from services.credit.verification.use_cases import first_fault
from shared.deadlines import TimerRow
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.contracts import Contract
from tests.credit.facts import evaluated, serious, split
from tests.credit.given import account_of, an_order, confirmed, failed, organization_state, rated


async def test_facts_and_silence_after_the_closing_move_nothing(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    contract = Contract(community)
    mine = contract.organization_id
    silent, served = an_order(mine, community), an_order(mine, community)
    await credit.receive(contract.facts["organization"], contract.facts["log"], confirmed(silent))
    await credit.receive(confirmed(served), rated(served, 5))
    canceled = organization_state(community, organization_id=mine, version=2, state="canceled")
    await credit.receive(canceled)

    await credit.receive(failed(served, after=timedelta(hours=3)), evaluated(mine, community, 900))
    await credit.receive(contract.facts["violation"], contract.facts["final"])
    await credit.tick(credit.now + timedelta(days=20))

    account = await account_of(credit, mine)
    async with credit.begin() as uow:
        balance = await uow.session.get_one(Balance, account.id)
        assert (balance.posted, balance.arrears) == (12, 0)
        assert await uow.session.scalar(select(func.count()).select_from(Transfer)) == 1
        failing = select(TimerRow.kind).where(TimerRow.failures > 0)
        assert (await uow.session.scalars(failing)).all() == []
        assert await first_fault(uow, witnessed={}) is None


async def test_an_organization_first_told_of_as_canceled_gets_what_waited_and_is_closed(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    told = organization_state(community)
    canceled = told.model_copy(update={"version": 2, "state": "canceled"})
    served = an_order(told.organization_id, community)
    unheard = organization_state(community, state="canceled")

    await credit.receive(confirmed(served), rated(served, 5), canceled, told, unheard)
    await credit.tick()

    account = await account_of(credit, told.organization_id)
    async with credit.begin() as uow:
        balance = await uow.session.get_one(Balance, account.id)
        assert (account.state, balance.posted) == (AccountState.CLOSED, 12)
        assert await oldest_suspense(uow) is None
        assert not await has_account(uow, unheard.organization_id)
        assert await first_fault(uow, witnessed={}) is None


async def test_nothing_waits_for_one_that_was_known_to_be_canceled_before_it_earned(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    served, listed = [organization_state(community, state="canceled") for _ in range(2)]
    order = an_order(served.organization_id, community)

    await credit.receive(served, listed, confirmed(order), rated(order, 5))
    await credit.receive(serious(listed.organization_id, community))
    await credit.tick()

    for one in (served, listed):
        account = await account_of(credit, one.organization_id)
        assert (account.state, account.number is None) == (AccountState.CLOSED, False)
    async with credit.begin() as uow:
        assert await oldest_suspense(uow) is None
        assert await first_fault(uow, witnessed={}) is None


@pytest.mark.parametrize("state", ["suspended", "lapsed", "liquidating", "revoked"])
@pytest.mark.parametrize("told_first", [True, False])
async def test_one_that_is_first_told_of_when_it_works_no_more_gets_what_it_earned(
    credit: ServiceKit, state: str, *, told_first: bool
) -> None:
    _, _, community = await credit.regions()
    told = organization_state(community, state=state)
    order = an_order(told.organization_id, community)
    facts = [confirmed(order), rated(order, 5)]

    await credit.receive(*([told, *facts] if told_first else [*facts, told]))

    account = await account_of(credit, told.organization_id)
    async with credit.begin() as uow:
        balance = await uow.session.get_one(Balance, account.id)
    assert (account.state, balance.posted) == (AccountState.OPEN, 12)


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_an_heir_that_was_canceled_holds_up_no_other(
    credit: ServiceKit, order: tuple[int, ...]
) -> None:
    _, _, community = await credit.regions()
    whole, heir = [organization_state(community) for _ in range(2)]
    gone = organization_state(community, state="canceled")
    served = an_order(whole.organization_id, community, at=MONDAY)
    shares = {heir.organization_id: 5_000, gone.organization_id: 5_000}
    facts = [gone, heir, split(whole.organization_id, shares, community)]
    await credit.receive(whole, confirmed(served), rated(served, 5))

    await credit.receive(*(facts[one] for one in order))
    await credit.tick()

    account = await account_of(credit, heir.organization_id)
    async with credit.begin() as uow:
        assert (await uow.session.get_one(Balance, account.id)).posted == 6
        assert await oldest_suspense(uow) is None
