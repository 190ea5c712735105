"""The figures that amounts were ever computed with."""

from typing import Any

from sqlalchemy import select

from services.credit.annual_evaluation.use_cases import EACH, LEAST
from services.credit.delivery.use_cases import INTEGRITY_FACTOR, PERCENTS
from services.credit.explanation.rules import Figures
from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import PUBLIC
from services.credit.policy.rules import rates_of
from services.credit.volunteer_point.use_cases import MINUTES_PER_POINT
from shared.db import UnitOfWork
from shared.policy import Parameter, Policy

COMPUTED_WITH: tuple[Parameter[Any], ...] = (
    PERCENTS,
    INTEGRITY_FACTOR,
    LEAST,
    EACH,
    MINUTES_PER_POINT,
)


async def figures(uow: UnitOfWork) -> Figures:
    """Every published policy, and every value the parameters have had."""
    published = select(EarningPolicy.id, EarningPolicy.document).where(PUBLIC)
    policies = await uow.session.execute(published)
    ever = {one.name: [one.plain(one.default)] for one in COMPUTED_WITH}
    named = select(Policy.name, Policy.value).where(Policy.name.in_(ever))
    for name, value in await uow.session.execute(named):
        ever[name].append(value["value"])
    return Figures({id: rates_of(document) for id, document in policies}, ever)
