"""Two organizations ask for the last item at the same moment; these transactions really commit."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.account.model import Account
from services.credit.redemption.model import Redemption
from tests.credit.own import OwnLedger, own_ledger
from tests.credit.spending import Scene, a_scene, neighbor
from tests.waiting import until_waited_for

RACES = 4
"""Races that are run; each has one winner."""


@pytest.fixture(scope="module")
async def own(
    postgres: PostgresServer, credentials: Credentials, credit_parts: Any
) -> AsyncGenerator[OwnLedger, None]:
    async with own_ledger(postgres, credentials, credit_parts, "credit_race") as ledger:
        yield ledger


async def ask(scene: Scene, item_id: str) -> Any:
    body = {"account_id": str(scene.account_id), "item_id": item_id}
    return await scene.credit.post("/redemptions", body, as_=scene.manager)


async def test_of_two_at_once_one_gets_the_last_item_and_the_other_is_told(own: OwnLedger) -> None:
    one = await a_scene(own.kit)
    other = await neighbor(one)
    items = [await one.item(price=10) for _ in range(RACES)]
    for scene in (one, other):
        await scene.earn(100)

    answers = [await asyncio.gather(ask(one, item), ask(other, item)) for item in items]

    for race in answers:
        won, lost = sorted(race, key=lambda answer: answer.status_code)
        assert (won.status_code, lost.status_code) == (201, 409)
        assert lost.json()["type"] == "/problems/out-of-stock"
    stocks = [(await own.kit.get(f"/redemption-items/{item}")).json()["stock"] for item in items]
    held = (await one.stands())[1] + (await other.stands())[1]
    assert (stocks, held) == ([0] * RACES, 10 * RACES)


async def test_whoever_ends_a_redemption_waits_for_its_account_first(own: OwnLedger) -> None:
    """As a merger does, which locks the account and then cancels what is open."""
    scene = await a_scene(own.kit)
    await scene.earn(60)
    redemption = (await ask(scene, await scene.item(price=60))).json()["id"]
    first = select(Account).where(Account.id == scene.account_id).with_for_update()
    second = select(Redemption).where(Redemption.id == UUID(redemption))

    async with own.kit.begin() as uow:
        await uow.session.scalars(first)
        path = f"/redemptions/{redemption}/cancellation"
        canceling = asyncio.create_task(own.kit.post(path, as_=scene.manager))
        await until_waited_for(uow)
        await uow.session.scalars(second.with_for_update(nowait=True))

    assert (await canceling).status_code == 200


async def test_one_account_asking_twice_at_once_holds_no_more_than_it_has(own: OwnLedger) -> None:
    scene = await a_scene(own.kit)
    await scene.earn(60)
    item = await scene.item(price=60, stock=5)

    answers = await asyncio.gather(*(ask(scene, item) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert await scene.stands() == (60, 60, 0)
