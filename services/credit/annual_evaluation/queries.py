"""Which evaluations an organization has."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from services.credit.annual_evaluation.model import AnnualEvaluation
from shared.db import UnitOfWork


async def evaluation_of(
    uow: UnitOfWork, organization_id: UUID, year: int
) -> AnnualEvaluation | None:
    """The evaluation that counts for a year, if there is one."""
    mine = AnnualEvaluation.organization_id == organization_id
    return await uow.session.scalar(
        select(AnnualEvaluation).where(mine, AnnualEvaluation.year == year)
    )


async def evaluations_waiting(uow: UnitOfWork, organization_id: UUID) -> Sequence[AnnualEvaluation]:
    """The evaluations whose credits the ledger does not have."""
    mine = select(AnnualEvaluation).where(AnnualEvaluation.organization_id == organization_id)
    waiting = mine.where(AnnualEvaluation.posted != AnnualEvaluation.amount)
    return (await uow.session.scalars(waiting.order_by(AnnualEvaluation.year))).all()


def evaluations_of(organization_id: UUID | None) -> Select[AnnualEvaluation]:
    """Every year's evaluation of an organization."""
    return select(AnnualEvaluation).where(AnnualEvaluation.organization_id == organization_id)
