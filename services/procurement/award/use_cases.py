"""How a project goes to whom a panel ranked first, up to where its contract is drawn up."""

from datetime import datetime
from uuid import UUID

from services.procurement.claim.model import Claim, Listing
from services.procurement.claim.states import Allocation
from services.procurement.project.model import Project
from services.procurement.project.states import ProjectAction
from shared.db import UnitOfWork


async def award_project(
    uow: UnitOfWork,
    *,
    project: Project,
    organization_id: UUID,
    value_fen: int,
    opened_at: datetime,
    publicity_ends_at: datetime,
) -> Claim:
    """Give a funded project to an organization that stands by it, as the caller has seen to.

    `opened_at` is when organizations could first compete for it. Once the publicity is over, the
    buyer draws up the contract (`contract/use_cases.py`).
    """
    project.move(ProjectAction.LIST)
    listing = Listing(
        project_id=project.id,
        region_id=project.region_id,
        title=project.title,
        value_fen=value_fen,
        allocation=Allocation.RANKED,
        opened_at=opened_at,
        closes_at=uow.at,
    )
    claim = Claim(
        listing_id=listing.id,
        project_id=project.id,
        region_id=project.region_id,
        organization_id=organization_id,
        claimed_by=uow.actor.id,
        value_fen=value_fen,
        project_sha256=project.record_sha256,
    )
    claim.win(at=uow.at, confirm_by=None, publicity_ends_at=publicity_ends_at)
    claim.confirm(at=uow.at)
    listing.take(claim)
    uow.session.add_all([listing, claim])
    uow.emit(claim.won(project.about(uow.at)))
    return claim
