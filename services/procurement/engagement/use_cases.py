"""What can be done with engagements."""

from uuid import UUID

from sqlalchemy import select

from services.procurement.engagement.errors import (
    AlreadyEngaged,
    EvaluatorIsSupplier,
    EvaluatorTooFamiliar,
    OwnEvaluator,
)
from services.procurement.engagement.model import Engagement
from services.procurement.engagement.queries import visible, years_together
from services.procurement.engagement.rules import YEARS_MAX, is_too_familiar
from services.procurement.oversight.queries import CHECKERS, check_charge, contract_overseen
from services.procurement.succession.queries import related, standing_of
from services.procurement.worker_replica.queries import is_of
from shared.access import Role
from shared.clock import LOCAL
from shared.db import UnitOfWork

ENGAGING = (*CHECKERS, Role.CITY_ADMIN, Role.SUPERVISING_AUTHORITY)


async def engage(
    uow: UnitOfWork, *, contract_id: UUID, evaluator_id: UUID, evaluator_organization_id: UUID
) -> Engagement:
    """Let a stranger to the supplier judge a contract; the supplier never chooses its judge."""
    contract = await contract_overseen(uow, contract_id)
    await check_charge(uow, contract, *ENGAGING)
    if await related(uow, [evaluator_organization_id], [contract.organization_id]):
        raise EvaluatorIsSupplier
    if await is_of(uow, evaluator_organization_id):
        raise OwnEvaluator
    year = uow.at.astimezone(LOCAL).year
    judged = (await standing_of(uow, contract)).body
    years = await years_together(uow, evaluator_organization_id, judged)
    if is_too_familiar(years, year):
        raise EvaluatorTooFamiliar(years_max=YEARS_MAX)
    live = select(Engagement.id).where(
        Engagement.evaluator_id == evaluator_id,
        Engagement.contract_id == contract_id,
        Engagement.ended_at.is_(None),
    )
    if await uow.session.scalar(live) is not None:
        raise AlreadyEngaged
    engaged = Engagement(
        contract_id=contract.id,
        region_id=contract.region_id,
        organization_id=contract.organization_id,
        evaluator_id=evaluator_id,
        evaluator_organization_id=evaluator_organization_id,
        year=year,
        engaged_by=uow.actor.id,
        engaged_at=uow.at,
    )
    uow.add(engaged)
    return engaged


async def end_engagement(uow: UnitOfWork, *, engagement_id: UUID) -> Engagement:
    """Take the contract from the evaluator; what it handed in stays."""
    engaged = await uow.get(Engagement, engagement_id, where=visible(uow.actor))
    await check_charge(uow, engaged, *ENGAGING)
    engaged.end(at=uow.at)
    return engaged
