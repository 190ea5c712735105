"""A successor becomes known while credits pass on to it; these transactions really commit."""

import asyncio

from sqlalchemy import select

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.account.model import Account
from tests.credit.facts import merged
from tests.credit.given import organization_state
from tests.credit.own import own_ledger
from tests.credit.spending import a_scene, neighbor

SECONDS_MAX = 5


async def test_a_successor_becomes_known_without_waiting_for_who_passes_on_to_it(
    postgres: PostgresServer, credentials: Credentials, credit_parts: object
) -> None:
    """Passing on locks both accounts in their order: waiting for it with one of them is forever."""
    async with own_ledger(postgres, credentials, credit_parts, "credit_succession") as own:
        ended = await a_scene(own.kit)
        await ended.earn(100)
        told = organization_state(ended.community)
        successor_id = told.organization_id
        await own.kit.receive(merged(ended.organization_id, successor_id, ended.community))
        passing_on = select(Account).where(Account.id == ended.account_id).with_for_update()

        async with own.kit.begin() as uow:
            await uow.session.scalars(passing_on)
            async with asyncio.timeout(SECONDS_MAX):
                await own.kit.receive(told)

        await own.kit.tick()
        assert await (await neighbor(ended, successor_id)).stands() == (100, 0, 0)
