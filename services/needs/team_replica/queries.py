"""Who acts for which team."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from services.needs.need.errors import ConflictOfInterest
from services.needs.succession.queries import is_of, led
from services.needs.team_replica.errors import NotYourTeam
from services.needs.team_replica.model import TeamReplica
from shared.access import Actor, Role
from shared.db import UnitOfWork

MANAGERS = (Role.ORG_MANAGER, Role.SOCIAL_WORKER)
"""Roles that, held for an organization or its successor, act for every team of it.

A team leader acts for his own, as a member of it (spec/registry.md §2.6).
"""


def acted_for(actor: Actor) -> ColumnElement[bool]:
    """The teams the actor may act for, as a condition on TeamReplica."""
    of_the_organization = led(actor, *MANAGERS, of=TeamReplica.organization_id)
    if actor.person_id is None:
        return of_the_organization
    him = func.jsonb_build_array(actor.person_id)
    active = TeamReplica.member_ids.contains(him) & ~TeamReplica.inactive_ids.contains(him)
    return or_(of_the_organization, active)


async def must_be_none_of(uow: UnitOfWork, team_id: UUID) -> None:
    """Refuse who is one of a team or of its organization: he decides nothing about it."""
    if await is_one_of(uow, team_id):
        raise ConflictOfInterest


async def is_one_of(uow: UnitOfWork, team_id: UUID) -> bool:
    """Whether the caller is one of a team or of its organization."""
    team = await uow.session.get(TeamReplica, team_id)
    if team is None:
        return False
    member = str(uow.actor.person_id) in team.member_ids
    return member or await is_of(uow, team.organization_id)


async def own_team(uow: UnitOfWork, team_id: UUID) -> TeamReplica:
    """The team, or a refusal if the actor may not act for it."""
    mine = select(TeamReplica).where(TeamReplica.id == team_id, acted_for(uow.actor))
    team = await uow.session.scalar(mine)
    if team is None:
        raise NotYourTeam(team_id=team_id)
    return team
