"""What can be done with teams."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import false, or_, select

from services.registry.account.queries import own_accounts
from services.registry.grant.queries import has_ended
from services.registry.organization import queries as organizations
from services.registry.organization.errors import ConflictOfInterest
from services.registry.organization.model import Organization
from services.registry.organization.rules import years_after
from services.registry.person.model import Person
from services.registry.team.errors import NotYourTeam, OrganizationInactive
from services.registry.team.model import FILING_YEARS, Team
from services.registry.team.queries import has_member, homes_of, visible
from services.registry.team.states import TeamAction, TeamFiling
from shared import regions
from shared.access import SYSTEM, Role
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.regions import RegionReplica

EXPIRY = "team_filing_expiry"
"""The timer that ends a filing."""

PROOF_END = "team_proof_end"
"""The timer that tells which skills are left when a member's proof has expired."""

WRITERS = (Role.ORG_MANAGER, Role.TEAM_LEADER, Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER)
FILERS = (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)


async def form_team(uow: UnitOfWork, *, organization_id: UUID, described: dict[str, Any]) -> Team:
    """Write a team of an organization down; it is sent out once it is filed."""
    seen = organizations.visible(uow.actor)
    organization = await uow.get(Organization, organization_id, where=seen)
    home = organization.home_region_id
    await _require_writer(uow, organization.id, home, described["members"])
    await _check_named(uow, described)
    author = uow.actor.id
    team = Team(organization_id=organization.id, region_id=home, author_id=author, **described)
    team.require_verified(day_of(uow.at), pointer="/skills")
    uow.add(team)
    await _tell(uow, team)
    return team


async def change_team(uow: UnitOfWork, *, team_id: UUID, described: dict[str, Any]) -> Team:
    """Say anew who is in the team and what it does.

    New members, skills or places must be looked at again: unless the writer may file this team
    himself, a filed team becomes a draft.
    """
    await _check_named(uow, described)
    team = await uow.get(Team, team_id, where=visible(uow.actor))
    await _require_writer(uow, team.organization_id, team.region_id, team.members)
    region = await regions.get(uow.session, team.region_id)
    files = uow.actor == SYSTEM or uow.actor.governs(region.path, *FILERS)
    trusted = files and team.author_id not in await own_accounts(uow)
    today = day_of(uow.at)
    team.describe(described, on=today, by=uow.actor, trusted=trusted)
    await _tell(uow, team)
    return team


async def file_team(uow: UnitOfWork, *, team_id: UUID) -> Team:
    """Let the team be sent out; the filing ends after some years."""
    team = await uow.get(Team, team_id, where=visible(uow.actor))
    await _require_filer(uow, team)
    organization = await _employer(uow, team)
    if not organization.active:
        raise OrganizationInactive(state=organization.state)
    years = await FILING_YEARS.value(uow, region_id=team.region_id, at=uow.at)
    until = years_after(day_of(uow.at), years)
    filed = team.file(until=until, at=uow.at, by=uow.actor)
    await uow.schedule(EXPIRY, team.id, midnight(until + timedelta(days=1)))
    uow.emit(filed)
    await _tell(uow, team)
    return team


async def decide_on_team(uow: UnitOfWork, *, team_id: UUID, action: TeamAction) -> Team:
    """Suspend the team or take it up again."""
    team = await uow.get(Team, team_id, where=visible(uow.actor))
    await _require_filer(uow, team)
    team.require_other(uow.actor)
    team.decide(action)
    await _tell(uow, team)
    return team


async def leave_team(uow: UnitOfWork, *, team_id: UUID) -> Team:
    """Be a member no more: an organization lists anyone, who decides on its orders as well."""
    team = await uow.get(Team, team_id, where=has_member(uow.actor.person_id))
    team.leave(by=uow.actor)
    await _tell(uow, team)
    return team


async def expire_filing(uow: UnitOfWork, *, team_id: UUID, at: datetime) -> None:
    """End a filing whose years are over."""
    team = await uow.get(Team, team_id)
    live = team.filing in (TeamFiling.FILED, TeamFiling.SUSPENDED)
    if live and team.filed_until is not None and team.filed_until < day_of(at):
        team.decide(TeamAction.EXPIRE)
        await _tell(uow, team)


async def tell_of_proofs(uow: UnitOfWork, *, team_id: UUID) -> None:
    """Announce a team anew: a proof of a member has expired."""
    await _tell_again(uow, Team.id == team_id)


async def tell_of_organization(uow: UnitOfWork, *, organization: Organization) -> None:
    """Announce the teams of an organization anew: whether it is active is part of their state."""
    await _tell_again(uow, Team.organization_id == organization.id)


async def tell_of_members(uow: UnitOfWork, *, person_ids: Collection[UUID]) -> None:
    """Announce the teams of these people anew: their households are part of its state."""
    theirs = [has_member(one) for one in person_ids]
    await _tell_again(uow, or_(false(), *theirs))


async def _tell_again(uow: UnitOfWork, which: Any) -> None:
    await uow.flush()
    teams = await uow.session.scalars(select(Team).where(which).order_by(Team.id).with_for_update())
    if found := teams.all():
        for team in found:
            team.touch()
        await _tell(uow, *found)


async def _tell(uow: UnitOfWork, *teams: Team) -> None:
    await uow.flush()
    homes = await homes_of(uow, {person_id for team in teams for person_id in team.member_ids})
    today = day_of(uow.at)
    for team in teams:
        active = (await _employer(uow, team)).active
        households = sorted({homes[one] for one in team.member_ids if one in homes})
        uow.emit(team.as_state(on=today, organization_active=active, household_ids=households))
        if (ends := team.proof_ends(today)) is not None:
            await uow.schedule(PROOF_END, team.id, midnight(ends + timedelta(days=1)))


async def _employer(uow: UnitOfWork, team: Team) -> Organization:
    """The team's organization, not locked: whoever changes it locks its teams after it."""
    organization = await uow.session.get(Organization, team.organization_id)
    assert organization is not None
    return organization


async def _check_named(uow: UnitOfWork, described: dict[str, Any]) -> None:
    """Refuse people and regions that do not exist; nobody named moves until the team is told of.

    People are locked before their teams, as by whoever moves them.
    """
    people = {member["person_id"] for member in described["members"]}
    known = select(Person.id).order_by(Person.id).with_for_update(read=True)
    for kind, column, wanted, rows in (
        ("person", Person.id, people, known),
        ("region", RegionReplica.id, set(described["coverage"]), select(RegionReplica.id)),
    ):
        found = await uow.session.scalars(rows.where(column.in_(map(UUID, wanted))))
        missing = wanted - {str(one) for one in found}
        if missing:
            raise Unknown(kind=kind, id=min(missing))


async def _require_writer(
    uow: UnitOfWork, organization_id: UUID, region_id: UUID, members: Collection[Any]
) -> None:
    """Refuse who writes nothing there; for an organization that has ended only staff do."""
    region = await regions.get(uow.session, region_id)
    actor = uow.actor
    if actor == SYSTEM or actor.governs(region.path, *WRITERS):
        return
    him = str(actor.person_id)
    active = any(member["active"] for member in members if member["person_id"] == him)
    leads = active and actor.acts_for(organization_id, Role.TEAM_LEADER)
    mine = leads or actor.acts_for(organization_id, Role.ORG_MANAGER)
    if not mine or await has_ended(uow, organization_id):
        raise NotYourTeam


async def _require_filer(uow: UnitOfWork, team: Team) -> None:
    region = await regions.get(uow.session, team.region_id)
    if uow.actor != SYSTEM and not uow.actor.governs(region.path, *FILERS):
        raise NotYourTeam
    if team.author_id in await own_accounts(uow):
        raise ConflictOfInterest
