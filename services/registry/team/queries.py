"""Looking teams up, and who could go out now."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.dialects.postgresql import array

from services.registry.organization.model import Organization
from services.registry.organization.states import OrganizationState
from services.registry.person.model import Person
from services.registry.team.model import Team
from services.registry.team.rules import able, in_shift
from services.registry.team.states import TeamFiling
from shared import regions
from shared.access import SYSTEM, Actor, Role, within
from shared.clock import LOCAL
from shared.db import UnitOfWork

AVAILABLE_MAX = 500
"""Teams that are looked at for one question; beyond it the region is too wide to answer for."""

CONCERNED = (
    Role.ORG_MANAGER,
    Role.TEAM_LEADER,
    Role.COMMUNITY_WORKER,
    Role.COMMUNITY_MANAGER,
    Role.STREET_OFFICER,
    Role.REGISTRAR,
    Role.CITY_ADMIN,
    Role.AUDITOR,
)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Every team that was ever filed; drafts of one's region or organization, or one is in."""
    if actor == SYSTEM:
        return true()
    mine = within(actor, *CONCERNED, region=Team.region_id, organization=Team.organization_id)
    return or_(Team.filing != TeamFiling.DRAFT, mine, has_member(actor.person_id))


def has_member(person_id: UUID | None) -> ColumnElement[bool]:
    """The teams a person is listed in."""
    return Team.members.contains([{"person_id": str(person_id)}])


async def teams_matching(uow: UnitOfWork, *, region_id: UUID | None, mine: bool) -> Select[Team]:
    """The visible teams, at home under a region and one's own if that is asked."""
    found = select(Team).where(visible(uow.actor))
    if mine:
        found = found.where(has_member(uow.actor.person_id))
    if region_id is not None:
        found = found.where(Team.region_id.in_(await regions.under(uow.session, region_id)))
    return found


async def teams_available(
    uow: UnitOfWork, *, region_id: UUID, skill: str, at: datetime, minutes: int
) -> list[Team]:
    """The teams able to serve a region from a moment on; how busy they are, needs knows."""
    region = await regions.get(uow.session, region_id)
    covering = [str(one) for one in regions.chain(region.path)]
    candidates = await uow.session.scalars(
        select(Team)
        .join(Organization, Organization.id == Team.organization_id)
        .where(
            Team.filing == TeamFiling.FILED,
            Organization.state == OrganizationState.ACTIVE,
            Team.coverage.has_any(array(covering)),
            Team.skills.contains([skill]),
        )
        .order_by(Team.id)
        .limit(AVAILABLE_MAX)
    )
    local = at.astimezone(LOCAL)
    return [
        team
        for team in candidates
        if in_shift(team.shifts, local, minutes) and able(team.members, skill, local.date())
    ]


async def homes_of(uow: UnitOfWork, person_ids: set[UUID]) -> dict[UUID, UUID]:
    """The households of those of these people who live in one."""
    rows = await uow.session.execute(
        select(Person.id, Person.household_id).where(Person.id.in_(person_ids))
    )
    return {person_id: home for person_id, home in rows if home is not None}
