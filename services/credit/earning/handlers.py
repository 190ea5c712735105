"""What earnings do when the needs service speaks."""

from services.credit.earning import use_cases
from shared.contracts.needs import (
    OrderConfirmed,
    OrderDisputed,
    OrderFailed,
    SurveyAnswered,
    SurveyReviewed,
)
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def expect_credits(uow: UnitOfWork, event: OrderConfirmed) -> None:
    """A confirmed order is expected to earn."""
    await use_cases.confirm_order(uow, fact=event)


async def hold_back(uow: UnitOfWork, event: OrderDisputed) -> None:
    """A disputed order earns nothing before the dispute is settled."""
    await use_cases.dispute_order(uow, fact=event)


async def void_credits(uow: UnitOfWork, event: OrderFailed) -> None:
    """A failed order earns nothing."""
    await use_cases.fail_order(uow, fact=event)


async def weigh_rating(uow: UnitOfWork, event: SurveyAnswered) -> None:
    """A resident's rating decides what an order earns."""
    await use_cases.rate_order(uow, fact=event)


async def weigh_again(uow: UnitOfWork, event: SurveyReviewed) -> None:
    """A doubtful rating was looked at."""
    await use_cases.review_rating(uow, fact=event)


HANDLERS = (
    Handlers()
    .on(OrderConfirmed, expect_credits)
    .on(OrderDisputed, hold_back)
    .on(OrderFailed, void_credits)
    .on(SurveyAnswered, weigh_rating)
    .on(SurveyReviewed, weigh_again)
)
