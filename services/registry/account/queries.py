"""Questions about accounts."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from services.registry.account.model import Account, AccountKind
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """One's own account; those of one's region, for those in charge; all, for administrators."""
    if actor.holds(Role.PLATFORM_ADMIN):
        return true()
    governed = within(
        actor,
        Role.COMMUNITY_WORKER,
        Role.COMMUNITY_MANAGER,
        Role.STREET_OFFICER,
        Role.DISTRICT_APPROVER,
        Role.CITY_ADMIN,
        region=Account.region_id,
    )
    return or_(Account.id == actor.id, governed)


async def account_seen_by(uow: UnitOfWork, actor: Actor, account_id: UUID) -> Account:
    """One account in the actor's scope, unlocked for reading, or Unknown."""
    return await uow.see(Account, account_id, visible(actor))


async def has_account(uow: UnitOfWork, person_id: UUID, *kinds: AccountKind) -> bool:
    """Whether a person has an account of one of these kinds, whatever became of it."""
    mine = select(Account.id).where(Account.person_id == person_id, Account.kind.in_(kinds))
    return await uow.session.scalar(mine.limit(1)) is not None


async def own_accounts(uow: UnitOfWork) -> set[UUID]:
    """The caller's account, and the other one that his person may have."""
    return {uow.actor.id, *await accounts_of(uow, uow.actor.person_id)}


async def accounts_of(uow: UnitOfWork, person_id: UUID | None) -> list[UUID]:
    """The accounts of a person, whatever became of them; at most one of each kind."""
    if person_id is None:
        return []
    return list(await uow.session.scalars(select(Account.id).where(Account.person_id == person_id)))


async def account_named(uow: UnitOfWork, username: str) -> Account | None:
    """The account with this normalised username, locked until the transaction ends."""
    wanted = select(Account).where(Account.username == username).with_for_update()
    return (await uow.session.scalars(wanted)).one_or_none()
