"""Looking organizations up."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.registry.organization.model import NAMELESS, Organization
from services.registry.organization.states import OrganizationState as S
from services.registry.region.rules import name_norm
from shared import regions
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.regions import RegionReplica

PUBLIC = (
    *(S.ACTIVE, S.SUSPENDED, S.LAPSED, S.LIQUIDATING),
    *(S.CANCELED, S.REVOKED, S.MERGED, S.SPLIT),
)
"""What anyone may know; drafts and reviews are for those concerned."""

LIVE = (S.ACTIVE, S.SUSPENDED, S.LIQUIDATING)
"""Registered or filed, and not ended."""

CONCERNED = (
    Role.ORG_MANAGER,
    Role.COMMUNITY_WORKER,
    Role.COMMUNITY_MANAGER,
    Role.STREET_OFFICER,
    Role.REGISTRAR,
    Role.DISTRICT_APPROVER,
    Role.CITY_ADMIN,
    Role.AUDITOR,
)

AUTHORS = {
    True: (Role.REGISTRAR,),
    False: (Role.RESIDENT, Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER),
}
DECIDERS = {
    True: (Role.REGISTRAR, Role.DISTRICT_APPROVER),
    False: (Role.STREET_OFFICER,),
}
"""Who writes drafts, and who decides, by whether the organization is a registered one."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Every organization that exists in public, drafts of one's own, and all of one's region."""
    if actor == SYSTEM:
        return true()
    mine = within(
        actor, *CONCERNED, region=Organization.home_region_id, organization=Organization.id
    )
    return or_(Organization.state.in_(PUBLIC), Organization.author_id == actor.id, mine)


async def organizations_matching(
    uow: UnitOfWork, *, region_id: UUID | None, q: str | None
) -> Select[Organization]:
    """The visible organizations, at home under a region and with words in their name if asked."""
    found = select(Organization).where(visible(uow.actor))
    if region_id is not None:
        below = await regions.under(uow.session, region_id)
        found = found.where(Organization.home_region_id.in_(below))
    if q:
        found = found.where(Organization.name_norm.contains(name_norm(q), autoescape=True))
    return found


def holder_of(uscc: str, actor: Actor) -> Select[UUID]:
    """The id of the organization with a code, if the actor may see it."""
    return select(Organization.id).where(Organization.uscc == uscc, visible(actor))


async def namesake(uow: UnitOfWork, authority_region_id: UUID, name: str) -> Organization | None:
    """An organization that already holds this name with the authority."""
    rows: Any = await uow.session.scalars(
        select(Organization).where(
            Organization.authority_region_id == authority_region_id,
            Organization.name_norm == name_norm(name),
            Organization.state.not_in(NAMELESS),
        )
    )
    found: Organization | None = rows.one_or_none()
    return found


async def successors_of(uow: UnitOfWork, bodies: Collection[UUID]) -> set[UUID]:
    """All that took over from these organizations, in however many steps."""
    found: set[UUID] = set()
    while bodies:
        rows = select(Organization.successors).where(Organization.id.in_(bodies))
        told = [one for row in await uow.session.scalars(rows) for one in row]
        bodies = {UUID(one["organization_id"]) for one in told} - found
        found |= bodies
    return found


async def authority_of(uow: UnitOfWork, path: str, level: str) -> UUID | None:
    """The region of a level along a path: the street that files, the district that registers."""
    return await uow.session.scalar(
        select(RegionReplica.id).where(
            RegionReplica.id.in_(regions.chain(path)), RegionReplica.level == level
        )
    )
