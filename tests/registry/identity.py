"""Builders for accounts and logins, as the API's clients make them."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from services.registry.account.model import Account, AccountKind
from services.registry.account.use_cases import store_account
from services.registry.grant.model import RoleGrant
from services.registry.grant.use_cases import store_role
from services.registry.signing_key.use_cases import rotate_keys
from shared import passwords
from shared.access import SYSTEM, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit

PASSWORD = "correct horse battery"


async def given_keys(kit: ServiceKit) -> None:
    """The registry can sign."""
    async with kit.begin() as uow:
        await rotate_keys(uow, at=kit.now)


async def given_account(
    kit: ServiceKit, username: str, *, region: RegionReplica | None = None, **more: Any
) -> Account:
    """An account with PASSWORD: a resident's when it has a region, else staff's."""
    kind = AccountKind.PERSON if region else AccountKind.STAFF
    given = {"kind": kind, "region_id": region.id if region else None} | more
    account = Account(username=username, **given)
    account.set_password(await passwords.hashed(PASSWORD))
    async with kit.begin() as uow:
        await store_account(uow, account)
    return account


async def given_role(
    kit: ServiceKit,
    holder_id: UUID,
    role: Role,
    region: RegionReplica | None,
    *,
    organization: UUID | None = None,
    days: int = 300,
) -> RoleGrant:
    """A role the platform gave."""
    grant = RoleGrant(
        holder_id=holder_id,
        role=role,
        region_id=region.id if region else None,
        organization_id=organization,
        valid_from=kit.now,
        valid_to=kit.now + timedelta(days=days),
        given_by=SYSTEM.id,
    )
    async with kit.begin() as uow:
        await store_role(uow, grant, at=kit.now)
    return grant


async def log_in(
    kit: ServiceKit, username: str, password: str = PASSWORD, **more: Any
) -> httpx.Response:
    """Try to sign in."""
    asked = {"username": username, "password": password}
    asked |= {name: more.pop(name) for name in ("new_password", "code") if name in more}
    return await kit.post("/sessions", asked, **more)


async def log_in_from(
    kit: ServiceKit, address: str, username: str, password: str
) -> httpx.Response:
    """Try to sign in from somewhere else."""
    transport = httpx.ASGITransport(app=kit.app, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        login = {"username": username, "password": password}
        return await client.post("/api/registry/v1/sessions", json=login)


async def tokens_of(kit: ServiceKit, username: str) -> dict[str, Any]:
    """Sign in."""
    answer = await log_in(kit, username)
    assert answer.status_code == 201, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


async def refresh(kit: ServiceKit, refresh_token: str) -> httpx.Response:
    """Exchange a refresh token."""
    return await kit.post("/sessions/refresh", {"refresh_token": refresh_token})


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    """The header that shows an access token."""
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def claims(tokens: dict[str, Any]) -> dict[str, Any]:
    """What an access token says."""
    payload = tokens["access_token"].split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return said
