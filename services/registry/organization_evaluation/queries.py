"""Which evaluations someone may see, and what is known of a body and its assessors."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.registry.grant.model import RoleGrant
from services.registry.grant.queries import in_force
from services.registry.organization.model import Organization
from services.registry.organization_evaluation.model import OrganizationEvaluation
from services.registry.organization_evaluation.states import GRADED, PUBLISHED, RUNNING
from services.registry.oversight.queries import READERS
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

ASSESSORS = (Role.EXPERT, Role.EVALUATOR_PERSON)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Those of one's own organization, and of one's region."""
    if actor == SYSTEM:
        return true()
    governed = within(actor, *READERS, region=OrganizationEvaluation.region_id)
    return or_(own(actor), governed)


@by_rights
def own(actor: Actor) -> ColumnElement[bool]:
    """Those a manager speaks for his organization in."""
    return within(actor, Role.ORG_MANAGER, organization=OrganizationEvaluation.organization_id)


@by_rights
def evaluations(actor: Actor) -> Select[OrganizationEvaluation]:
    """The evaluations in sight."""
    return select(OrganizationEvaluation).where(visible(actor))


def published() -> Select[OrganizationEvaluation]:
    """All whose grade holds, or is made public before it does, for everybody to read."""
    return select(OrganizationEvaluation).where(OrganizationEvaluation.state.in_(PUBLISHED))


async def grade_held(
    uow: UnitOfWork, organization_id: UUID, *, but: UUID | None = None
) -> OrganizationEvaluation | None:
    """The evaluation that a body has its grade from, besides another one; locked."""
    mine = select(OrganizationEvaluation).where(
        OrganizationEvaluation.organization_id == organization_id,
        OrganizationEvaluation.state.in_(GRADED),
    )
    if but is not None:
        mine = mine.where(OrganizationEvaluation.id != but)
    return await uow.session.scalar(mine.with_for_update())


async def running(uow: UnitOfWork, organization_id: UUID) -> UUID | None:
    """The evaluation of a body that is under way."""
    mine = select(OrganizationEvaluation.id).where(
        OrganizationEvaluation.organization_id == organization_id,
        OrganizationEvaluation.state.in_(RUNNING),
    )
    return await uow.session.scalar(mine)


async def assessors_among(uow: UnitOfWork, accounts: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of some accounts that are trusted to assess now."""
    held = select(RoleGrant.holder_id).where(
        RoleGrant.holder_id.in_(accounts),
        RoleGrant.role.in_(ASSESSORS),
        in_force(at),
    )
    return {*await uow.session.scalars(held)}


async def assessors_of_late(uow: UnitOfWork, organization_id: UUID, times: int) -> set[str]:
    """Who assessed a body in each of its latest evaluations, where there were so many."""
    scored = select(OrganizationEvaluation.assessor_ids).where(
        OrganizationEvaluation.organization_id == organization_id,
        OrganizationEvaluation.granted_on.is_not(None),
    )
    latest = scored.order_by(OrganizationEvaluation.id.desc()).limit(times)
    rows = [{*row} for row in await uow.session.scalars(latest)]
    return set[str].intersection(*rows) if len(rows) == times else set()


@by_rights
def managed(actor: Actor) -> ColumnElement[bool]:
    """The organizations that a manager speaks for."""
    return within(actor, Role.ORG_MANAGER, organization=Organization.id)
