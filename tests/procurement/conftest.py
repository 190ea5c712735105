"""Fixtures of the procurement tests."""

import pytest

from shared.testing.kit import ServiceKit
from tests.procurement.delivery import Delivery, given_a_delivery
from tests.procurement.market import Market, given_a_market


@pytest.fixture
async def market(procurement: ServiceKit) -> Market:
    """A city with the offices that buy, approve, fund and supervise."""
    return await given_a_market(procurement)


@pytest.fixture
async def delivery(market: Market) -> Delivery:
    """A contract of 30,000 yuan being delivered."""
    return await given_a_delivery(market)
