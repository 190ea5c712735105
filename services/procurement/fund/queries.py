"""Which funds someone may see, and what they hold for whom."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true

from services.procurement.fund.errors import FundOutOfReach, OutOfCharge, PurposeMismatch
from services.procurement.fund.model import Fund, FundEntry
from services.procurement.fund.states import EntryKind
from shared import regions
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.regions import RegionReplica

READERS = (
    Role.FINANCE,
    Role.BUYER,
    Role.SUPERVISING_AUTHORITY,
    Role.AUDITOR,
    Role.CITY_ADMIN,
)
"""Who sees the funds of his region."""

USERS = (Role.BUYER, Role.FINANCE)
"""Who plans on a fund and reserves in it sees those above his region, too: they are for it."""

K = EntryKind
COMMITTED = {K.COMMIT: 1, K.DECOMMIT: -1, K.PAY: -1, K.REFUND: 1}
PAID = {K.PAY: 1, K.REFUND: -1, K.CLAWBACK: -1}
"""What the entries of a contract make of its commitment and of what it was paid."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The funds in someone's scope, and those above it that he may use."""
    if actor is SYSTEM:
        return true()
    used = [grant for grant in actor.grants if grant.role in USERS and not grant.organization_id]
    above = {region for grant in used for region in regions.chain(grant.region_path)}
    return or_(within(actor, *READERS, region=Fund.region_id), Fund.region_id.in_(above))


@by_rights
def funds(actor: Actor) -> Select[Fund]:
    """The funds in scope."""
    return select(Fund).where(visible(actor))


async def check_charge_of(uow: UnitOfWork, region_id: UUID, *roles: Role) -> RegionReplica:
    """Refuse whoever holds none of the roles over the region; answers the region."""
    region = await regions.get(uow.session, region_id)
    if not uow.actor.governs(region.path, *roles):
        raise OutOfCharge(roles=[*roles])
    return region


async def fund_in_charge(uow: UnitOfWork, fund_id: UUID, *roles: Role) -> Fund:
    """A fund in scope, locked, that the caller is in charge of in one of the roles."""
    fund = await uow.get(Fund, fund_id, where=visible(uow.actor))
    await check_charge_of(uow, fund.region_id, *roles)
    return fund


async def seen_fund(uow: UnitOfWork, fund_id: UUID) -> Fund:
    """One fund in scope, or Unknown."""
    return await uow.see(Fund, fund_id, visible(uow.actor))


def entries_of(fund_id: UUID) -> Select[FundEntry]:
    """Every movement of a fund."""
    return select(FundEntry).where(FundEntry.fund_id == fund_id)


async def check_serves(
    uow: UnitOfWork, fund_ids: Iterable[UUID], *, region: RegionReplica, purpose: str
) -> None:
    """Refuse funds out of sight, of another region, or bound to other purposes."""
    for fund_id in fund_ids:
        fund = await seen_fund(uow, fund_id)
        if fund.region_id not in regions.chain(region.path):
            raise FundOutOfReach(fund_id=fund.id)
        if fund.purposes and purpose not in fund.purposes:
            raise PurposeMismatch(fund_id=fund.id, purpose=purpose, allowed=fund.purposes)


async def locked(uow: UnitOfWork, fund_ids: Iterable[UUID]) -> list[Fund]:
    """These funds, locked in the order of their ids, so that two takers never deadlock."""
    wanted = {*fund_ids}
    rows = select(Fund).where(Fund.id.in_(wanted)).order_by(Fund.id).with_for_update()
    found = list(await uow.session.scalars(rows.execution_options(populate_existing=True)))
    for missing in wanted - {fund.id for fund in found}:
        raise Unknown(kind="fund", id=str(missing))
    return found


async def posted_under(uow: UnitOfWork, key: UUID, kind: EntryKind) -> list[FundEntry]:
    """The entries an operation with this key has made already."""
    made = select(FundEntry).where(FundEntry.key == key, FundEntry.kind == kind)
    return list(await uow.session.scalars(made.order_by(FundEntry.fund_id)))


async def held_for(uow: UnitOfWork, ref: UUID, signs: dict[EntryKind, int]) -> dict[UUID, int]:
    """What each fund still holds, or has paid, for a contract; in fen."""
    sign = case(*((FundEntry.kind == kind, value) for kind, value in signs.items()), else_=0)
    summed = (
        select(FundEntry.fund_id, func.sum(FundEntry.amount_fen * sign))
        .where(FundEntry.ref == ref, FundEntry.kind.in_(signs))
        .group_by(FundEntry.fund_id)
    )
    return {fund_id: int(total) for fund_id, total in await uow.session.execute(summed)}


async def is_freed(uow: UnitOfWork, ref: UUID) -> bool:
    """Whether what was left of a contract's commitment was given back."""
    freed = (FundEntry.ref == ref, FundEntry.kind == K.DECOMMIT)
    return await uow.session.scalar(select(FundEntry.id).where(*freed).limit(1)) is not None


async def check_payable(uow: UnitOfWork, ref: UUID) -> None:
    """Refuse to have a contract paid (`ref`) while a fund that still holds money for it cannot."""
    held = await held_for(uow, ref, COMMITTED)
    for fund in await locked(uow, [fund_id for fund_id, fen in held.items() if fen]):
        fund.must_allow(K.PAY, at=uow.at)
