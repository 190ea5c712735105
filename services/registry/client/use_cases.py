"""What can be done with API clients. Each function runs inside its caller's transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.registry.client.model import ApiClient
from services.registry.client.queries import visible
from services.registry.grant.model import RoleGrant
from services.registry.grant.queries import held_scopes
from services.registry.grant.use_cases import give_role
from services.registry.session.queries import claimed
from services.registry.signing_key.use_cases import access_token
from shared import ids, regions
from shared.access import Actor, Role
from shared.db import UnitOfWork
from shared.errors import Unknown


async def register_client(uow: UnitOfWork, client: ApiClient, *, at: datetime) -> ApiClient:
    """Take in a system of one's own city; it may do nothing until it is given a role."""
    client.check_validity(at=at)
    region = await regions.get(uow.session, client.region_id)
    in_charge = uow.actor.governs(region.path, Role.CITY_ADMIN)
    if not (in_charge or uow.actor.holds(Role.PLATFORM_ADMIN)):
        raise Unknown(kind="region", id=str(client.region_id))
    uow.add(client)
    return client


async def replace_secret(uow: UnitOfWork, *, client_id: UUID, secret: str) -> ApiClient:
    """Give a client another secret; the old one is refused from now on."""
    client = await uow.get(ApiClient, client_id, where=visible(uow.actor))
    client.replace_secret(ids.digest(secret))
    return client


async def revoke_client(uow: UnitOfWork, *, client_id: UUID, at: datetime) -> ApiClient:
    """Let a client in no more; tokens it holds run out within ten minutes."""
    client = await uow.get(ApiClient, client_id, where=visible(uow.actor))
    client.revoke(at=at)
    return client


async def give_role_to_client(uow: UnitOfWork, wanted: RoleGrant, *, at: datetime) -> RoleGrant:
    """Give a client a role that systems may hold, as far as the giver's own grants reach."""
    client = await uow.get(ApiClient, wanted.holder_id, where=visible(uow.actor))
    client.check_role(wanted.role)
    return await give_role(uow, wanted, at=at)


async def sign_in_client(
    uow: UnitOfWork, *, client_id: UUID, secret: str, address: str, at: datetime
) -> str | None:
    """An access token for a client that proves itself, else None; it gets no refresh token."""
    found = await uow.session.scalars(select(ApiClient).where(ApiClient.id == client_id))
    client = found.one_or_none()
    if client is None or not client.admits(ids.digest(secret), address=address, at=at):
        return None
    uow.actor = Actor(id=client.id, name="client")
    scopes = await held_scopes(uow, client.id, at=at)
    claims = {"sub": str(client.id), "kind": "client", "roles": [*map(claimed, scopes)]}
    return await access_token(uow, claims=claims, at=at)
