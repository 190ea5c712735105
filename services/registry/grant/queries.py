"""Questions about grants."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.orm import aliased

from services.registry.account import queries as accounts
from services.registry.account.model import Account
from services.registry.account.states import OUT_OF_USE
from services.registry.client import queries as clients
from services.registry.client.model import ApiClient
from services.registry.grant.model import GRANTS_MAX, HELPING, RoleGrant, Scope
from services.registry.organization.model import Organization
from services.registry.organization.states import ORGANIZATION
from services.registry.organization.states import OrganizationState as S
from shared.access import Role
from shared.db import UnitOfWork
from shared.regions import RegionReplica


def in_force(at: datetime) -> ColumnElement[bool]:
    """The grants that hold at a moment, which nobody has taken away since."""
    begun = and_(RoleGrant.valid_from <= at, RoleGrant.valid_to > at)
    return and_(RoleGrant.revoked_at.is_(None), begun)


async def held_scopes(uow: UnitOfWork, holder_id: UUID, *, at: datetime) -> list[Scope]:
    """What a holder may do at this moment, with today's region paths; the oldest grants first."""
    path = func.coalesce(RegionReplica.path, "")
    rows = await uow.session.execute(
        select(RoleGrant.role, path, RoleGrant.organization_id, RoleGrant.valid_to)
        .outerjoin(RegionReplica, RegionReplica.id == RoleGrant.region_id)
        .where(RoleGrant.holder_id == holder_id, in_force(at))
        # a region that is gone must close a scope, never open everything
        .where((RoleGrant.region_id.is_(None)) | RegionReplica.id.is_not(None))
        # nobody acts for who is no more; an organization the registry does not know is another's
        .outerjoin(Organization, Organization.id == RoleGrant.organization_id)
        .where(Organization.state.is_distinct_from(S.CANCELED))
        .order_by(RoleGrant.id)
        .limit(GRANTS_MAX)
    )
    return [Scope(*row) for row in rows]


async def grants_of(uow: UnitOfWork, holder_id: UUID, *, at: datetime) -> list[RoleGrant]:
    """A holder's grants that hold now or later, oldest first."""
    live = (
        select(RoleGrant)
        .where(RoleGrant.holder_id == holder_id, RoleGrant.revoked_at.is_(None))
        .where(RoleGrant.valid_to > at)
        .order_by(RoleGrant.id)
    )
    return list(await uow.session.scalars(live))


async def roles_of(
    uow: UnitOfWork, person_id: UUID, role: Role, *, organization_id: UUID
) -> list[RoleGrant]:
    """A person's grants of a role for an organization that hold now or later, locked.

    With whichever of his accounts he holds them.
    """
    holders = await accounts.accounts_of(uow, person_id)
    mine = select(RoleGrant).where(RoleGrant.holder_id.in_(holders), RoleGrant.role == role)
    live = (
        mine.where(RoleGrant.organization_id == organization_id)
        .where(RoleGrant.revoked_at.is_(None), RoleGrant.valid_to > uow.at)
        .order_by(RoleGrant.id)
    )
    return list(await uow.session.scalars(live.with_for_update()))


async def is_on_duty_elsewhere(uow: UnitOfWork, account: Account) -> bool:
    """Whether the same person decides for a region with his other account, now or later."""
    if account.person_id is None:
        return False
    others = select(Account.id).where(Account.person_id == account.person_id)
    locked = others.where(Account.id != account.id).with_for_update()  # both are given at once?
    duties = select(RoleGrant.id).where(
        RoleGrant.holder_id.in_((await uow.session.scalars(locked)).all()),
        RoleGrant.organization_id.is_(None),
        RoleGrant.role.not_in(HELPING),
        RoleGrant.revoked_at.is_(None),
        RoleGrant.valid_to > uow.at,
    )
    return await uow.session.scalar(duties.limit(1)) is not None


async def is_holder_seen(uow: UnitOfWork, holder_id: UUID) -> bool:
    """Whether the caller has this account or client in his scope."""
    found = union_all(
        select(Account.id).where(Account.id == holder_id, accounts.visible(uow.actor)),
        select(ApiClient.id).where(ApiClient.id == holder_id, clients.visible(uow.actor)),
    )
    return await uow.session.scalar(found.limit(1)) is not None


async def home_path(uow: UnitOfWork, organization_id: UUID | None) -> str | None:
    """The path of an organization's home; None for one the registry does not know."""
    home = select(RegionReplica.path).join(
        Organization, Organization.home_region_id == RegionReplica.id
    )
    return await uow.session.scalar(home.where(Organization.id == organization_id))


async def has_ended(uow: UnitOfWork, organization_id: UUID | None) -> bool:
    """Whether an organization is over for good, whoever still winds it up."""
    last = [state for state in S if not ORGANIZATION.allowed(state)]
    over = Organization.state.in_([*last, S.REVOKED])  # which is wound up and canceled, no more
    mine = select(Organization.id).where(Organization.id == organization_id, over)
    return await uow.session.scalar(mine) is not None


async def is_held_by_anyone(uow: UnitOfWork, role: Role, *, at: datetime) -> bool:
    """Whether somebody holds this role at this moment, and is let in."""
    live = (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.holder_id)
        .where(Account.state.not_in(OUT_OF_USE))
        .where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None))
        .where(RoleGrant.valid_from <= at, RoleGrant.valid_to > at)
    )
    return await uow.session.scalar(live.limit(1)) is not None


async def ties_among(
    uow: UnitOfWork, holders: Collection[UUID], bodies: Collection[UUID], since: datetime
) -> set[tuple[UUID, UUID]]:
    """Which of some accounts had a role in which body since then, with whichever account."""
    people = select(Account.id, Account.person_id).where(Account.id.in_(holders)).subquery()
    other = aliased(Account)
    theirs = or_(RoleGrant.holder_id == people.c.id, RoleGrant.holder_id == other.id)
    had = (
        select(people.c.id, RoleGrant.organization_id)
        .outerjoin(other, other.person_id == people.c.person_id)
        .join(RoleGrant, theirs)
        .where(RoleGrant.organization_id.in_(bodies))
        .where(func.coalesce(RoleGrant.revoked_at, RoleGrant.valid_to) > since)
    )
    return {(account, body) for account, body in await uow.session.execute(had)}
