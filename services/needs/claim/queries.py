"""Questions about the claim list."""

from uuid import UUID

from sqlalchemy import Select, false, or_, select

from services.needs.candidate.rules import SENT_OUT
from services.needs.claim.model import Claim
from services.needs.claim.states import ClaimState
from services.needs.team_replica.model import TeamReplica
from shared import regions
from shared.db import UnitOfWork
from shared.regions import RegionReplica

STREET = "street"


async def street_of(uow: UnitOfWork, region_id: UUID) -> UUID:
    """The street a region lies in; the region itself where there is none above it."""
    region = await regions.get(uow.session, region_id)
    above = select(RegionReplica.id).where(
        RegionReplica.id.in_(regions.chain(region.path)), RegionReplica.level == STREET
    )
    return await uow.session.scalar(above) or region_id


async def claims_for(uow: UnitOfWork, team: TeamReplica) -> Select[Claim]:
    """What a team may claim now: in the streets it works in, within its skills, not yet over.

    What an organization merely wrote down is shown nothing.
    """
    if team.filing not in SENT_OUT or not team.organization_active:
        return select(Claim).where(false())
    covered = [UUID(one) for one in team.coverage]
    paths = list(
        await uow.session.scalars(select(RegionReplica.path).where(RegionReplica.id.in_(covered)))
    )
    above = [one for path in paths for one in regions.chain(path)]
    under = [RegionReplica.path.startswith(path, autoescape=True) for path in paths]
    reach = select(RegionReplica.id).where(or_(RegionReplica.id.in_(above), *under))
    return select(Claim).where(
        Claim.state == ClaimState.OPEN,
        Claim.expires_at > uow.at,
        Claim.street_id.in_(reach),
        Claim.required_skills.contained_by(team.skills),
    )
