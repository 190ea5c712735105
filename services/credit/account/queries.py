"""Which accounts someone may see, and what stands on them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, bindparam, func, or_, select

from services.credit.account.model import Account, AccountKind, Balance, Unit
from services.credit.account.states import AccountState
from services.credit.delivery.model import ContractPart
from services.credit.delivery.states import PartState
from services.credit.earning.model import Earning
from services.credit.earning.states import EarningState
from services.credit.succession.model import SuccessionShare
from shared import regions
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.regions import RegionReplica
from shared.schemas import merge

MEMBERS = (Role.ORG_MANAGER, Role.SOCIAL_WORKER)
"""They see the account of the organization they work for."""

OFFICERS = (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER, Role.CITY_ADMIN, Role.AUDITOR)
"""They see the accounts of organizations at home in their region."""

STEWARDS = (Role.STREET_OFFICER, Role.CITY_ADMIN)
"""They propose and decide what touches an account by hand, two of them each time."""

ISSUING_LEVEL = "district"
"""Credits are issued per district, or by the city where a city has none."""

_ORDERED = select(func.unnest(bindparam("holders", type_=ARRAY(Text))).label("id")).order_by("id")
_FIRST = select(func.pg_advisory_xact_lock(func.hashtextextended(_ORDERED.subquery().c.id, 0)))
"""One order for all: two that wait for each other's holders would wait for ever."""
_OF_ORGANIZATIONS = (Account.kind == AccountKind.HOLDER) & (Account.unit == Unit.CREDIT)
_EARNED, _DELIVERED = (
    select(func.coalesce(func.sum(of.amount), 0))
    .where(of.account_id == Balance.account_id, of.state == expected)
    .scalar_subquery()
    for of, expected in ((Earning, EarningState.EXPECTED), (ContractPart, PartState.EXPECTED))
)
_STANDING = (
    select(Balance, _EARNED + _DELIVERED)
    .where(Balance.account_id.in_(bindparam("ids", expanding=True)))
    # the posting function writes balances behind the session's back
    .execution_options(populate_existing=True)
)

_NEXT = (
    select(SuccessionShare.successor_id.label("id"))
    .where(SuccessionShare.organization_id == bindparam("ended"))
    .cte("heirs", recursive=True)
)
HEIRS = select(
    _NEXT.union(
        select(SuccessionShare.successor_id).join(
            _NEXT, SuccessionShare.organization_id == _NEXT.c.id
        )
    ).c.id
)
"""All that succeeded an organization (`ended`), in however many steps."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The holders' accounts in someone's scope; nobody else learns that an account exists."""
    own = within(actor, *MEMBERS, organization=Account.organization_id)
    governed = within(actor, *OFFICERS, region=Account.region_id)
    return (Account.organization_id.is_not(None)) & or_(own, governed)


@by_rights
def stewarded(actor: Actor) -> ColumnElement[bool]:
    """The organizations' accounts someone may handle."""
    governed = within(actor, *STEWARDS, region=Account.region_id)
    return _OF_ORGANIZATIONS & governed


@by_rights
def accounts(actor: Actor) -> Select[Account]:
    """The accounts in scope."""
    return select(Account).where(visible(actor))


async def accounts_below(uow: UnitOfWork, actor: Actor, region_id: UUID | None) -> Select[Account]:
    """The accounts in scope, of one region's subtree if that is asked."""
    if region_id is None:
        return accounts(actor)
    return accounts(actor).where(Account.region_id.in_(await regions.under(uow.session, region_id)))


async def seen_account(uow: UnitOfWork, actor: Actor, account_id: UUID) -> Account:
    """One account, not locked, or Unknown when it lies out of scope."""
    return await uow.see(Account, account_id, visible(actor))


async def wait_for_first(uow: UnitOfWork, *holders: UUID) -> None:
    """Let nobody else open, or look for, accounts that are not there yet until this is done.

    Who tells of a holder, and who takes his first fact down, would not see each other.
    """
    await uow.session.execute(_FIRST, {"holders": [str(one) for one in holders]})


async def has_account(uow: UnitOfWork, organization_id: UUID) -> bool:
    """Whether an organization has an account, be it in suspense."""
    mine = select(Account.id).where(Account.organization_id == organization_id)
    return await uow.session.scalar(mine) is not None


async def with_balances(uow: UnitOfWork, accounts: Sequence[Account]) -> list[Any]:
    """The accounts with what is posted, held, available and in arrears, and what is expected."""
    found = await uow.session.execute(_STANDING, {"ids": [account.id for account in accounts]})
    standing = {balance.account_id: (balance, int(expected)) for balance, expected in found}
    return [
        merge(account, balance=balance, expected=expected)
        for account in accounts
        for balance, expected in (standing[account.id],)
    ]


async def oldest_suspense(uow: UnitOfWork) -> datetime | None:
    """Since when the longest waiting organization earns without the registry having told of it."""
    waiting = select(func.min(func.uuid_extract_timestamp(Account.id)))
    found: datetime | None = await uow.session.scalar(
        waiting.where(Account.state == AccountState.SUSPENSE)
    )
    return found


async def line_of(uow: UnitOfWork, region_id: UUID) -> list[RegionReplica]:
    """A region and those above it, from the city down, or Unknown."""
    return (await lines_of(uow, [region_id]))[region_id]


async def lines_of(
    uow: UnitOfWork, region_ids: Collection[UUID]
) -> dict[UUID, list[RegionReplica]]:
    """Each of these regions with those above it, from the city down, or Unknown."""
    wanted = select(RegionReplica.id, RegionReplica.path).where(RegionReplica.id.in_(region_ids))
    chains = {id: regions.chain(path) for id, path in await uow.session.execute(wanted)}
    for region_id in region_ids:
        if region_id not in chains:
            raise Unknown(kind="region", id=str(region_id))
    above = select(RegionReplica).where(RegionReplica.id.in_(set().union(*chains.values())))
    known = {region.id: region for region in await uow.session.scalars(above)}
    return {
        region_id: [known[link] for link in chain if link in known]
        for region_id, chain in chains.items()
    }


def issuer_in(line: Sequence[RegionReplica]) -> RegionReplica:
    """The region whose issuing account faces the holders along this line."""
    return next((region for region in line if region.level == ISSUING_LEVEL), line[0])
