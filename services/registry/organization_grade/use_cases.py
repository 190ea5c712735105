"""What becomes of a grade. Locks: the organization, then its evaluations."""

from datetime import timedelta
from uuid import UUID

from services.registry.evaluation_scheme.rules import Grade
from services.registry.organization.model import YEARS, Organization
from services.registry.organization.rules import years_after
from services.registry.organization.use_cases import require_other
from services.registry.organization_evaluation import queries
from services.registry.organization_evaluation.model import OrganizationEvaluation
from services.registry.organization_evaluation.states import (
    GRADED,
    EvaluationAction,
    EvaluationState,
)
from services.registry.organization_evaluation.use_cases import (
    PUBLICITY_OVER,
    SOURCE,
    overseen,
)
from services.registry.oversight.queries import DECIDERS
from shared import numbers, regions
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.policy import Parameter

VALID_YEARS = Parameter("registry.evaluation.valid_years", YEARS, default=5, source=SOURCE)
GRADE_END = "organization_grade_end"
"""The timer after which a grade holds no more."""


async def appeal(uow: UnitOfWork, *, evaluation_id: UUID, text: str) -> OrganizationEvaluation:
    """Ask for a review of one's organization's grade while it is made public."""
    found = await uow.get(OrganizationEvaluation, evaluation_id, where=queries.own(uow.actor))
    found.take_appeal(text, at=uow.at)
    await uow.unschedule(PUBLICITY_OVER, found.id)
    return found


async def settle_review(
    uow: UnitOfWork, *, evaluation_id: UUID, score: int, votes: tuple[int, int], reason: str
) -> OrganizationEvaluation:
    """Take down the committee's vote, as another officer than those before; the grade is final."""
    found, body = await overseen(uow, evaluation_id, *DECIDERS)
    await require_other(uow, *found.hands)
    found.settle(score, reason, votes=votes, by=uow.actor.id)
    await _grant(uow, found, body)
    return found


async def end_publicity(uow: UnitOfWork, *, evaluation_id: UUID) -> None:
    """Nobody asked for a review in time: the grade is final."""
    found, body = await _locked(uow, evaluation_id)
    if found.state is EvaluationState.PUBLICIZED:
        found.decide(EvaluationAction.FINALIZE, found.reason)
        await _grant(uow, found, body)


async def downgrade(
    uow: UnitOfWork, *, evaluation_id: UUID, grade: Grade, reason: str
) -> OrganizationEvaluation:
    """Let a lesser grade hold."""
    found, _ = await overseen(uow, evaluation_id, *DECIDERS)
    found.downgrade(grade, reason)
    return found


async def revoke(uow: UnitOfWork, *, evaluation_id: UUID, reason: str) -> OrganizationEvaluation:
    """Take the grade away."""
    found, _ = await overseen(uow, evaluation_id, *DECIDERS)
    found.decide(EvaluationAction.REVOKE, reason)
    await uow.unschedule(GRADE_END, found.id)
    return found


async def expire_grade(uow: UnitOfWork, *, evaluation_id: UUID) -> None:
    """Its years are over: the body has no grade."""
    found, _ = await _locked(uow, evaluation_id)
    if found.state in GRADED:
        found.decide(EvaluationAction.EXPIRE, "有效期届满。")


async def _grant(uow: UnitOfWork, found: OrganizationEvaluation, body: Organization) -> None:
    """Let the grade hold; the one that the body had until now holds no more."""
    if before := await queries.grade_held(uow, body.id, but=found.id):
        before.decide(EvaluationAction.EXPIRE, "已授予新的等级。")
        await uow.unschedule(GRADE_END, before.id)
    today = day_of(uow.at)
    years = await VALID_YEARS.value(uow, region_id=found.region_id, at=uow.at)
    valid_to = years_after(today, years)
    authority = await regions.get(uow.session, body.authority_region_id)
    heading = f"PG{authority.code or authority.id.hex}{today.year}"
    number = f"{heading}{await numbers.take(uow, heading):04d}"
    uow.emit(found.grant(certificate_no=number, valid_to=valid_to, at=uow.at))
    await uow.schedule(GRADE_END, found.id, midnight(valid_to + timedelta(days=1)))


async def _locked(
    uow: UnitOfWork, evaluation_id: UUID
) -> tuple[OrganizationEvaluation, Organization]:
    named = await uow.see(OrganizationEvaluation, evaluation_id)
    body = await uow.lock(Organization, named.organization_id)
    return await uow.get(OrganizationEvaluation, evaluation_id), body
