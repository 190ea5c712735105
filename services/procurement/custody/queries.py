"""Which keys and shares someone may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.procurement.custody.model import CustodianKey, KeyShare
from services.procurement.project.queries import AUTHORS
from services.procurement.worker_replica.model import WorkerReplica
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork

CUSTODIANS = (Role.CUSTODIAN,)
SEEING = (*AUTHORS, Role.SUPERVISING_AUTHORITY, Role.AUDITOR)
"""Who sees the custodians of his region."""


@by_rights
def keys(actor: Actor) -> Select[CustodianKey]:
    """The custodians' keys in sight: one's own, and those of one's region."""
    return select(CustodianKey).where(_seen(actor))


def _seen(actor: Actor) -> ColumnElement[bool]:
    if actor is SYSTEM:
        return true()
    governed = within(actor, *SEEING, region=CustodianKey.region_id)
    return or_(governed, CustodianKey.account_id == actor.id)


async def keys_named(uow: UnitOfWork, key_ids: Sequence[str]) -> list[CustodianKey]:
    """These keys, as far as the caller sees them."""
    wanted = [UUID(one) for one in key_ids]
    rows = keys(uow.actor).where(CustodianKey.id.in_(wanted)).order_by(CustodianKey.id)
    return list(await uow.session.scalars(rows))


async def replaced(uow: UnitOfWork, key: CustodianKey) -> bool:
    """Whether its custodian has a newer one, and perhaps not this one any more."""
    newer = select(CustodianKey.id).where(
        CustodianKey.account_id == key.account_id,
        CustodianKey.created_at > key.created_at,
    )
    return await uow.session.scalar(newer.limit(1)) is not None


async def shares_of(uow: UnitOfWork, process_id: UUID) -> list[KeyShare]:
    """The shares of a purchase's key."""
    rows = select(KeyShare).where(KeyShare.process_id == process_id)
    return list(await uow.session.scalars(rows.order_by(KeyShare.number)))


async def share_held(uow: UnitOfWork, process_id: UUID) -> KeyShare | None:
    """The caller's own share of a purchase's key."""
    rows = select(KeyShare).where(KeyShare.process_id == process_id)
    return await uow.session.scalar(rows.where(KeyShare.account_id == uow.actor.id))


async def bodies_of_caller(uow: UnitOfWork) -> set[UUID]:
    """The organizations the caller holds a role for or works for."""
    employed = select(WorkerReplica.organization_id).where(
        WorkerReplica.person_id == uow.actor.person_id
    )
    own = {one for one in await uow.session.scalars(employed) if one is not None}
    return uow.actor.bodies | own


async def custodian_bodies(uow: UnitOfWork, process_id: UUID) -> set[UUID]:
    """The organizations that those who hold a purchase's key are of."""
    held = select(KeyShare.account_id).where(KeyShare.process_id == process_id)
    named = select(CustodianKey.organization_ids).where(CustodianKey.account_id.in_(held))
    return {UUID(one) for bodies in await uow.session.scalars(named) for one in bodies}


async def custodians_of(uow: UnitOfWork, process_id: UUID) -> set[UUID]:
    """Who holds a share of a purchase's key, by account and by person."""
    held = await shares_of(uow, process_id)
    return {id for one in held for id in (one.account_id, one.person_id) if id is not None}


async def is_custodian(uow: UnitOfWork, process_id: UUID) -> bool:
    """Whether the caller holds a share of a purchase's key, with whichever account."""
    return bool(await custodians_of(uow, process_id) & {uow.actor.id, uow.actor.person_id})
