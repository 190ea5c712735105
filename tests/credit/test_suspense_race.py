"""The registry tells of a holder while his first fact is taken down; this really commits."""

import asyncio

from sqlalchemy import select

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.account.model import Account, AccountKind
from services.credit.account.states import AccountState
from services.credit.order_record import use_cases as orders
from services.credit.volunteer_point import use_cases as points
from tests.credit.facts import a_volunteer, served
from tests.credit.given import an_order, confirmed, organization_state, rated
from tests.credit.own import own_ledger

MEANWHILE_SECONDS = 0.5


async def test_nobody_waits_in_suspense_who_is_told_of_at_the_moment_of_his_first_fact(
    postgres: PostgresServer, credentials: Credentials, credit_parts: object
) -> None:
    async with own_ledger(postgres, credentials, credit_parts, "credit_suspense") as own:
        _, _, community = await own.kit.regions()
        volunteer, canceled = (
            a_volunteer(community),
            organization_state(community, state="canceled"),
        )
        order = an_order(canceled.organization_id, community)

        async with own.kit.begin() as uow:
            await points.take_hours(uow, fact=served(volunteer.volunteer_id, community, 45))
            await orders.take_facts(uow, [confirmed(order), rated(order, 5)])
            told = asyncio.create_task(own.kit.receive(volunteer, canceled))
            await asyncio.sleep(MEANWHILE_SECONDS)
        await told

        async with own.kit.begin() as uow:
            holders = select(Account.state).where(Account.kind == AccountKind.HOLDER)
            found = {*await uow.session.scalars(holders)}
        assert found == {AccountState.OPEN, AccountState.CLOSED}
