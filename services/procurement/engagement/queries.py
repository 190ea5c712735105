"""Questions about engagements. `visible` decides for lists, single reads and commands alike."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from services.procurement.engagement.model import Engagement
from services.procurement.oversight.queries import overseen
from services.procurement.succession.queries import forebears_of
from shared.access import Actor, Role, by_rights
from shared.db import UnitOfWork

EVALUATORS = (Role.EVALUATOR_CLIENT, Role.EVALUATOR_PERSON)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """An evaluator sees its own engagements; staff and the supplier those of their contracts."""
    if actor.holds(*EVALUATORS):
        return or_(Engagement.evaluator_id == actor.id, overseen(actor, Engagement))
    return overseen(actor, Engagement)


@by_rights
def engagements(actor: Actor) -> Select[Engagement]:
    """The engagements in the caller's sight."""
    return select(Engagement).where(visible(actor))


def contracts_engaged_for(actor: Actor) -> Select[UUID]:
    """The contracts that the caller may judge now."""
    return select(Engagement.contract_id).where(
        Engagement.evaluator_id == actor.id, Engagement.ended_at.is_(None)
    )


async def engagement_of(uow: UnitOfWork, contract_id: UUID) -> Engagement | None:
    """The caller's own engagement for a contract that holds now."""
    wanted = select(Engagement).where(
        Engagement.evaluator_id == uow.actor.id,
        Engagement.contract_id == contract_id,
        Engagement.ended_at.is_(None),
    )
    found: Engagement | None = await uow.session.scalar(wanted)
    return found if uow.actor.holds(*EVALUATORS) else None


async def evaluators_of(uow: UnitOfWork, contract_id: UUID) -> list[UUID]:
    """The organizations that are, or were, engaged to judge a contract."""
    wanted = select(Engagement.evaluator_organization_id)
    return [*await uow.session.scalars(wanted.where(Engagement.contract_id == contract_id))]


async def years_together(uow: UnitOfWork, evaluator: UUID, supplier: UUID) -> set[int]:
    """The years in which an evaluator was engaged for a supplier, or two that they succeed were."""
    wanted = select(Engagement.year).where(
        Engagement.evaluator_organization_id.in_(await forebears_of(uow, evaluator)),
        Engagement.organization_id.in_(await forebears_of(uow, supplier)),
    )
    return {*await uow.session.scalars(wanted)}
