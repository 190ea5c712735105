"""Questions about evaluations. `visible` decides for lists, single reads and commands alike."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from services.procurement.engagement.queries import EVALUATORS, contracts_engaged_for
from services.procurement.evaluation.model import Evaluation, EvaluationPart
from services.procurement.evaluation.rules import Residents
from services.procurement.evaluation.states import Phase
from services.procurement.oversight.queries import overseen
from services.procurement.resident_survey.model import ResidentSurvey
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.states import LogState
from shared.access import Actor, by_rights
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see their region's, suppliers their own, evaluators those they are engaged for."""
    seen = overseen(actor, Evaluation)
    if not actor.holds(*EVALUATORS):
        return seen
    return or_(seen, Evaluation.contract_id.in_(contracts_engaged_for(actor)))


@by_rights
def evaluations(actor: Actor) -> Select[Evaluation]:
    """The evaluations in the caller's sight."""
    return select(Evaluation).where(visible(actor))


async def latest(uow: UnitOfWork, contract_id: UUID, phase: Phase) -> Evaluation | None:
    """The last round of a phase."""
    wanted = select(Evaluation).where(
        Evaluation.contract_id == contract_id, Evaluation.phase == phase
    )
    found: Evaluation | None = await uow.session.scalar(
        wanted.order_by(Evaluation.round_no.desc()).limit(1)
    )
    return found


async def parts_of(uow: UnitOfWork, evaluation_id: UUID) -> list[EvaluationPart]:
    """What the parties have given so far."""
    wanted = select(EvaluationPart).where(EvaluationPart.evaluation_id == evaluation_id)
    return [*await uow.session.scalars(wanted.order_by(EvaluationPart.part))]


async def drawn_among(uow: UnitOfWork, contract_id: UUID, log_ids: Collection[UUID]) -> int:
    """How many of these logs were drawn for a check of the contract."""
    wanted = select(func.count()).where(
        ServiceLog.contract_id == contract_id, ServiceLog.drawn, ServiceLog.id.in_(log_ids)
    )
    return await uow.session.scalar(wanted) or 0


def tokens_served(contract_id: UUID) -> Select[str]:
    """The pseudonyms in a contract's verified logs, each once."""
    token = func.jsonb_array_elements_text(ServiceLog.beneficiaries)
    return (
        select(token.label("token"))
        .distinct()
        .where(ServiceLog.contract_id == contract_id, ServiceLog.state == LogState.VERIFIED)
    )


async def residents_of(uow: UnitOfWork, evaluation: Evaluation) -> Residents:
    """How many were served under the contract, and what those who were asked said."""
    served = tokens_served(evaluation.contract_id).subquery()
    count = await uow.session.scalar(select(func.count()).select_from(served))
    answered = select(
        func.count(ResidentSurvey.score), func.coalesce(func.sum(ResidentSurvey.score), 0)
    ).where(ResidentSurvey.evaluation_id == evaluation.id)
    responses, ratings = (await uow.session.execute(answered)).one()
    return Residents(count or 0, responses or 0, int(ratings or 0))
