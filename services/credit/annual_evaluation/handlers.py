"""What annual evaluations do when the registry grants one."""

from services.credit.annual_evaluation import use_cases
from shared.contracts.registry import EvaluationGranted
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def post_credits(uow: UnitOfWork, event: EvaluationGranted) -> None:
    """A graded evaluation is final."""
    await use_cases.take_evaluation(uow, fact=event)


HANDLERS = Handlers().on(EvaluationGranted, post_credits)
