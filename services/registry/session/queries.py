"""Questions about sessions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.registry.account.model import Account, AccountKind
from services.registry.account.queries import accounts_of
from services.registry.grant.model import Scope
from services.registry.grant.queries import held_scopes
from services.registry.organization.queries import successors_of
from services.registry.person.model import Person
from services.registry.session.model import Session
from shared.access import Role
from shared.db import UnitOfWork
from shared.regions import RegionReplica


async def claims_of(
    uow: UnitOfWork, account: Account, session_id: UUID, *, at: datetime
) -> dict[str, Any]:
    """What an access token says about an account: home and roles are read anew for every one."""
    held = await held_scopes(uow, account.id, at=at)
    person_id, home, region_id = account.person_id, account.household_id, account.region_id
    if person_id is not None and (person := await uow.session.get(Person, person_id)) is not None:
        home = person.household_id
        region_id = region_id if home is None else person.region_id
    return {
        "sub": str(account.id),
        "kind": "person",
        "sid": str(session_id),
        "pid": _text(person_id),
        "hid": _text(home),
        "roles": [*(await _resident(uow, account.kind, region_id)), *map(claimed, held)],
        "orgs": await _judged_by_others(uow, account, held, at=at),
    }


def claimed(scope: Scope) -> list[str | None]:
    """A grant as a token carries it."""
    return [scope.role.value, scope.region_path, _text(scope.organization_id)]


async def open_sessions(uow: UnitOfWork, account_id: UUID) -> list[Session]:
    """An account's logins that were not ended, locked until the transaction ends."""
    mine = select(Session).where(Session.account_id == account_id, Session.ended_at.is_(None))
    return list(await uow.session.scalars(mine.order_by(Session.id).with_for_update()))


async def _resident(
    uow: UnitOfWork, kind: AccountKind, region_id: UUID | None
) -> list[list[str | None]]:
    """Everyone with a person's account is a resident where he lives; nobody has to grant that."""
    if kind is not AccountKind.PERSON:
        return []
    region = await uow.session.get(RegionReplica, region_id)
    return [] if region is None else [[Role.RESIDENT.value, region.path, None]]


async def _judged_by_others(
    uow: UnitOfWork, account: Account, held: Iterable[Scope], *, at: datetime
) -> list[str]:
    """Besides those he acts for, the organizations that he decides nothing about.

    They are those he acts for with his other account, and whoever took over from any of all these.
    """
    others = {*await accounts_of(uow, account.person_id)} - {account.id}
    elsewhere = _bodies([scope for one in others for scope in await held_scopes(uow, one, at=at)])
    return sorted(map(str, elsewhere | await successors_of(uow, elsewhere | _bodies(held))))


def _bodies(held: Iterable[Scope]) -> set[UUID]:
    return {scope.organization_id for scope in held if scope.organization_id is not None}


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
