"""What deliveries do when the procurement service speaks."""

from services.credit.delivery import use_cases
from shared.contracts.procurement import (
    EvaluationFinalized,
    IntegrityViolated,
    ServiceLogVerified,
)
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def expect_credits(uow: UnitOfWork, event: ServiceLogVerified) -> None:
    """Verified service is expected to earn."""
    await use_cases.take_log(uow, fact=event)


async def post_credits(uow: UnitOfWork, event: EvaluationFinalized) -> None:
    """The final evaluation decides what a contract earns."""
    await use_cases.take_evaluation(uow, fact=event)


async def penalize(uow: UnitOfWork, event: IntegrityViolated) -> None:
    """Fabricated records cost more than they claimed."""
    await use_cases.take_violation(uow, fact=event)


HANDLERS = (
    Handlers()
    .on(ServiceLogVerified, expect_credits)
    .on(EvaluationFinalized, post_credits)
    .on(IntegrityViolated, penalize)
)
