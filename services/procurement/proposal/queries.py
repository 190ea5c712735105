"""Who sees a proposal: its organization, and others only when the call is closed."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from services.procurement.panel.queries import JUDGES, judged_by
from services.procurement.project.queries import MEMBERS, STAFF
from services.procurement.proposal.model import Proposal
from services.procurement.round.model import Round
from services.procurement.round.states import SEALED
from services.procurement.succession.queries import claimed
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.orm import of_row

READERS = tuple(dict.fromkeys((*MEMBERS, *STAFF, *JUDGES)))


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """An organization's own; of closed calls, those of one's region, and those one judges."""
    if actor is SYSTEM:
        return true()
    unsealed = of_row(Round.state.not_in(SEALED), Round.id == Proposal.round_id)
    governed = within(actor, *STAFF, region=Proposal.region_id)
    judged = Proposal.round_id.in_(judged_by(actor))
    mine = claimed(actor, *MEMBERS, of=Proposal.organization_id)
    return or_(mine, and_(or_(governed, judged), unsealed))


@by_rights
def proposals(actor: Actor) -> Select[Proposal]:
    """The proposals in sight."""
    return select(Proposal).where(visible(actor))


async def proposals_of(uow: UnitOfWork, round_id: UUID) -> list[Proposal]:
    """Every proposal of a round, in the order they came, locked."""
    rows = select(Proposal).where(Proposal.round_id == round_id).order_by(Proposal.id)
    return list(await uow.session.scalars(rows.with_for_update()))


async def with_round(uow: UnitOfWork, proposal_id: UUID) -> tuple[Round, Proposal]:
    """A proposal in sight and its round, the round locked first."""
    seen = await uow.see(Proposal, proposal_id, visible(uow.actor))
    found = await uow.lock(Round, seen.round_id)
    return found, await uow.get(Proposal, proposal_id)


def acts_for(uow: UnitOfWork, proposal: Proposal) -> bool:
    """Whether the caller manages the organization that proposes."""
    return uow.actor.acts_for(proposal.organization_id, Role.ORG_MANAGER)
