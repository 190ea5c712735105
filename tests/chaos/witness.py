"""An effect that is not harmless twice, in the processes under test.

The services' own handlers come to the same state however often they hear a fact, so a lost inbox
could hide behind them. The launcher lets the credit worker also take a number for every order
confirmed and every rating; the numbers taken must be the facts heard.
"""

from shared import numbers
from shared.contracts.needs import OrderConfirmed, SurveyAnswered
from shared.db import UnitOfWork
from shared.handlers import Handlers

SERVICE = "credit"
HEADING = "chaos"


async def count(uow: UnitOfWork, event: OrderConfirmed | SurveyAnswered) -> None:
    """Take one number."""
    del event
    await numbers.take(uow, HEADING)


WITNESSED = (OrderConfirmed, SurveyAnswered)
HANDLERS = Handlers().on(OrderConfirmed, count).on(SurveyAnswered, count)
