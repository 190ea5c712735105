"""How districts come by their own accounts. Each function runs in one transaction of its caller."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.credit.account.model import Account, AccountKind, Unit
from services.credit.account.queries import issuer_in, lines_of
from services.credit.account.states import AccountState
from shared import ids
from shared.db import UnitOfWork


async def system_accounts(
    uow: UnitOfWork, *, kind: AccountKind, region_ids: Collection[UUID], unit: Unit = Unit.CREDIT
) -> dict[UUID, UUID]:
    """For each region a system account of its district; a district's are made all at once.

    Their ids follow from the district, so two makers at once make the same ones.
    """
    lines = await lines_of(uow, region_ids)
    districts = {region_id: issuer_in(line).id for region_id, line in lines.items()}
    # the lender is what older districts lack: with it there, all are
    lenders = {_system_id(one, AccountKind.ARREARS, unit): one for one in districts.values()}
    there = select(Account.id).where(Account.id.in_(lenders))
    missing = lenders.keys() - set(await uow.session.scalars(there))
    rows = [
        {
            "id": _system_id(lenders[lender], each, unit),
            "version": 1,
            "kind": each,
            "unit": unit,
            "region_id": lenders[lender],
            "state": AccountState.OPEN,
            "opened_at": uow.at,
            "tier": 0,
            "in_arrears": False,
        }
        for lender in sorted(missing)
        for each in AccountKind
        if each is not AccountKind.HOLDER
    ]
    if rows:
        await uow.session.execute(insert(Account).values(rows).on_conflict_do_nothing())
    return {id: _system_id(district, kind, unit) for id, district in districts.items()}


async def system_account(
    uow: UnitOfWork, *, kind: AccountKind, region_id: UUID, unit: Unit = Unit.CREDIT
) -> UUID:
    """A system account of a region's district."""
    found = await system_accounts(uow, kind=kind, region_ids=[region_id], unit=unit)
    return found[region_id]


def _system_id(district: UUID, kind: AccountKind, unit: Unit) -> UUID:
    return ids.derived(district, kind if unit is Unit.CREDIT else f"{unit}:{kind}")
