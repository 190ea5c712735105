"""Which evaluations an organization has."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from services.credit.annual_evaluation.model import SOURCE, AnnualEvaluation
from services.credit.transfer.model import Transfer
from shared.db import UnitOfWork


async def evaluation_of(
    uow: UnitOfWork, organization_id: UUID, year: int
) -> AnnualEvaluation | None:
    """The evaluation that counts for a year, if there is one."""
    mine = AnnualEvaluation.organization_id == organization_id
    return await uow.session.scalar(
        select(AnnualEvaluation).where(mine, AnnualEvaluation.year == year)
    )


async def evaluated_by(uow: UnitOfWork, transfer: Transfer) -> AnnualEvaluation | None:
    """The year's evaluation that a transfer gave credits for, locked; None where it took them."""
    why = transfer.explanation
    if transfer.source_type != SOURCE or why["after"] < why["before"]:
        return None
    mine = select(AnnualEvaluation).where(AnnualEvaluation.account_id == transfer.credit)
    return await uow.session.scalar(
        mine.where(AnnualEvaluation.year == why["inputs"]["year"]).with_for_update()
    )


async def evaluations_waiting(uow: UnitOfWork, organization_id: UUID) -> Sequence[AnnualEvaluation]:
    """The evaluations whose credits the ledger does not have."""
    mine = select(AnnualEvaluation).where(AnnualEvaluation.organization_id == organization_id)
    waiting = mine.where(AnnualEvaluation.posted != AnnualEvaluation.amount)
    return (await uow.session.scalars(waiting.order_by(AnnualEvaluation.year))).all()


def evaluations_of(organization_id: UUID | None) -> Select[AnnualEvaluation]:
    """Every year's evaluation of an organization."""
    return select(AnnualEvaluation).where(AnnualEvaluation.organization_id == organization_id)
