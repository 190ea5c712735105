"""Questions about the claim list."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import Text

from services.needs.candidate.rules import SENT_OUT
from services.needs.claim.model import Claim
from services.needs.claim.states import ClaimState
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.states import MenuItemState
from services.needs.need.model import Need
from services.needs.order.queries import barred
from services.needs.standing_replica.model import StandingReplica
from services.needs.succession.queries import predecessors_of
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

    What an organization merely wrote down, or can prove no skill, is shown nothing, nor is one that
    the credit bank froze; nobody is shown what he let go before, what others are named for, or what
    one of the team or of their households asked for.
    """
    if team.filing not in SENT_OUT or not team.organization_active or not team.skills:
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
        ~barred(team_id=team.id, need_id=Claim.need_id, search=Claim.search),
        ~exists().where(StandingReplica.id == team.organization_id, StandingReplica.frozen),
        ~_asked_by_kin(team),
        await _provided_by(uow, team),
    )


def _asked_by_kin(team: TeamReplica) -> ColumnElement[bool]:
    kin = [UUID(one) for one in (*team.member_ids, *team.household_ids)]
    own = or_(Need.reporter_person_id.in_(kin), Need.household_id.in_(kin))
    return exists().where(Need.id == Claim.need_id, own)


async def _provided_by(uow: UnitOfWork, team: TeamReplica) -> ColumnElement[bool]:
    """Claims by items on the menu that name no team, this one, or one it took over with a body."""
    before = TeamReplica.organization_id.in_(predecessors_of(team.organization_id))
    named = [team.id, *await uow.session.scalars(select(TeamReplica.id).where(before))]
    names = MenuItem.team_ids.has_any(array([str(one) for one in named], type_=ARRAY(Text)))
    nobody = func.jsonb_array_length(MenuItem.team_ids) == 0
    on_the_menu = (MenuItem.id == Claim.menu_item_id, MenuItem.state == MenuItemState.PUBLISHED)
    return exists().where(*on_the_menu, or_(nobody, names))
