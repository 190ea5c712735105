"""A ledger that is really committed and really sealed, for all tests that look behind it."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.checkpoint.use_cases import seal_transfers
from services.credit.monthly_statement.use_cases import close_months
from services.credit.order_record.queries import order_of
from services.credit.roll_up.use_cases import roll_up
from services.credit.transfer.model import Transfer
from shared import clock
from shared.app import attach
from shared.testing.kit import ServiceKit
from tests.credit.book import Book
from tests.credit.given import account_of, an_order, confirmed, given_an_organization, rated
from tests.credit.own import OwnLedger, own_ledger
from tests.credit.spending import Scene, a_scene


@pytest.fixture(scope="session")
async def committed(
    postgres: PostgresServer, credentials: Credentials, credit_parts: Any
) -> AsyncGenerator[OwnLedger, None]:
    """Two organizations: three postings sealed, three more sealed, some not yet; six rolled up.

    The month is over and frozen.
    """
    async with own_ledger(postgres, credentials, credit_parts, "credit_sealed") as ledger:
        kit = ledger.kit
        city, street, community = await kit.regions()
        ledger.regions.extend([city, street, community])
        for _ in range(2):
            ledger.organizations.append(await given_an_organization(kit, community))
        for block in range(3):
            for score, organization in zip((5, 4, 3), ledger.organizations * 2, strict=False):
                order = an_order(organization, community)
                kind = {"kind": "group", "beneficiaries": 30 + block}
                await kit.receive(confirmed(order, **kind), rated(order, score))
            if block < 2:
                kit.now += timedelta(minutes=10)
                async with kit.begin() as uow:
                    await seal_transfers(uow, at=kit.now)
                    await roll_up(uow)
        await _everything_else(ledger)
        async with kit.database.begin(at=clock.now() + timedelta(days=40)) as uow:
            await close_months(uow)
        yield ledger


async def _everything_else(ledger: OwnLedger) -> None:
    """Not sealed yet: a reversal, a penalty that leaves arrears, and a hold."""
    first, second = [await account_of(ledger.kit, one) for one in ledger.organizations]
    async with ledger.kit.begin() as uow:
        earned = await uow.session.scalar(select(Transfer).where(Transfer.credit == first.id))
        assert earned is not None
        record = await order_of(uow, earned)
        assert record is not None
        record.withdraw(earned.amount // 2)
    book = Book(ledger.kit, ledger.regions[-1], first.id)
    await book.undo(earned.id, earned.amount // 2)
    await book.take(10_000)
    await Book(ledger.kit, ledger.regions[-1], second.id).hold(10)


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    """An organization with an account and no credits yet."""
    return await a_scene(credit)


@pytest.fixture
def sealed(committed: OwnLedger) -> OwnLedger:
    """The same, with the application speaking to it."""
    attach(committed.kit.app, committed.kit.database)
    committed.kit.app.state.now = committed.kit.at
    return committed
