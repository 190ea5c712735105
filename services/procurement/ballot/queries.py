"""How households have voted."""

from uuid import UUID

from sqlalchemy import func, select

from services.procurement.ballot.model import Ballot
from shared.db import UnitOfWork


async def vote_of(uow: UnitOfWork, round_id: UUID, household_id: UUID) -> Ballot | None:
    """What a household has voted in a round."""
    cast = (Ballot.round_id == round_id, Ballot.household_id == household_id)
    return await uow.session.scalar(select(Ballot).where(*cast))


async def votes_for(uow: UnitOfWork, round_id: UUID) -> dict[UUID, int]:
    """How many households voted for each proposal."""
    counted = select(Ballot.proposal_id, func.count()).where(Ballot.round_id == round_id)
    rows = await uow.session.execute(counted.group_by(Ballot.proposal_id))
    return {proposal_id: int(count) for proposal_id, count in rows}
