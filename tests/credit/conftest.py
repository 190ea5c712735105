"""A ledger that is really committed and really sealed, for all tests that look behind it."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.checkpoint.use_cases import seal_transfers
from shared import clock
from shared.app import attach
from tests.credit.given import an_order, confirmed, given_an_organization, rated
from tests.credit.own import OwnLedger, own_ledger


@pytest.fixture(scope="session")
async def committed(
    postgres: PostgresServer, credentials: Credentials, credit_parts: Any
) -> AsyncGenerator[OwnLedger, None]:
    """Two organizations, nine postings: three sealed, three more sealed, three not yet."""
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
        yield ledger


@pytest.fixture
def sealed(committed: OwnLedger) -> OwnLedger:
    """The same, with the application speaking to it."""
    attach(committed.kit.app, committed.kit.database)
    committed.kit.app.dependency_overrides[clock.now] = lambda: committed.kit.now
    return committed
