"""API clients over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from services.registry.client import use_cases
from services.registry.client.errors import BadNetwork, BadValidity, ClientRevoked, NotForClients
from services.registry.client.model import ApiClient
from services.registry.client.queries import visible
from services.registry.client.schemas import ClientView, NewClient, SecretView, as_client
from services.registry.grant.errors import (
    AlreadyHeld,
    BadBinding,
    BadTerm,
    GrantExceeds,
    MayNotGive,
    TooManyGrants,
)
from services.registry.grant.queries import grants_of
from services.registry.grant.schemas import GrantsView, GrantView, RoleWanted, as_grant
from shared import ids
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.idempotency import unkept
from shared.pages import Listed, Page, page_of
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(prefix="/clients", tags=["clients"])

Administrator = Annotated[Actor, requires(Role.PLATFORM_ADMIN, Role.CITY_ADMIN)]


@router.post(
    "",
    status_code=201,
    response_model=SecretView,
    responses=problems(Unknown, BadValidity, BadNetwork),
)
async def register(asked: NewClient, begin: Begin, now: Now, _: Administrator) -> Response:
    """Take in a system; the answer holds its secret, which is shown only here."""
    secret = ids.secret()
    async with begin() as uow:
        client = await use_cases.register_client(uow, as_client(asked, secret), at=now)
        await uow.flush()
    return _shown_once(client, secret, uow.base)


@router.get("", response_model=Listed[ClientView])
async def clients(begin: Begin, page: Page, actor: SignedIn) -> Response:
    """The clients in one's scope, newest first."""
    async with begin() as uow:
        found = await page_of(uow, select(ApiClient).where(visible(actor)), ApiClient.id, page)
        return await uow.answer(200, Listed[ClientView], found)


@router.get("/{client_id}", response_model=ClientView, responses=problems(Unknown))
async def client(client_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One client in one's scope."""
    async with begin() as uow:
        found = await uow.get(ApiClient, client_id, where=visible(actor))
        return await uow.answer(200, ClientView, found)


@router.post(
    "/{client_id}/secret",
    status_code=201,
    response_model=SecretView,
    responses=problems(Unknown, ClientRevoked),
)
async def replace_secret(client_id: UUID, begin: Begin, _: Administrator) -> Response:
    """Another secret, shown only here; the old one is refused from now on."""
    secret = ids.secret()
    async with begin() as uow:
        found = await use_cases.replace_secret(uow, client_id=client_id, secret=secret)
        await uow.flush()
    return _shown_once(found, secret, uow.base)


@router.post(
    "/{client_id}/revocation",
    response_model=ClientView,
    responses=problems(Unknown, ClientRevoked),
)
async def revoke(client_id: UUID, begin: Begin, now: Now, _: Administrator) -> Response:
    """Let a client in no more."""
    async with begin() as uow:
        found = await use_cases.revoke_client(uow, client_id=client_id, at=now)
        return await uow.answer(200, ClientView, found)


@router.post(
    "/{client_id}/grants",
    status_code=201,
    response_model=GrantView,
    responses=problems(
        *(Unknown, NotForClients, ClientRevoked, MayNotGive, GrantExceeds),
        *(BadTerm, BadBinding, AlreadyHeld, TooManyGrants),
    ),
)
async def give(
    client_id: UUID, wanted: RoleWanted, begin: Begin, now: Now, actor: Administrator
) -> Response:
    """Give a client a role: what it may do, where, and until when."""
    grant = as_grant(wanted, holder_id=client_id, giver_id=actor.id, at=now)
    async with begin() as uow:
        given = await use_cases.give_role_to_client(uow, grant, at=now)
        return await uow.answer(201, GrantView, given, location=f"/clients/{client_id}/grants")


@router.get("/{client_id}/grants", response_model=GrantsView, responses=problems(Unknown))
async def held(client_id: UUID, begin: Begin, now: Now, actor: SignedIn) -> Response:
    """The roles a client holds now or later."""
    async with begin() as uow:
        await uow.get(ApiClient, client_id, where=visible(actor))
        items = await grants_of(uow, client_id, at=now)
        return await uow.answer(200, GrantsView, {"items": items})


def _shown_once(client: ApiClient, secret: str, base: str) -> Response:
    made = {"client": client, "client_secret": secret}
    return unkept(201, SecretView, made, {"Location": f"{base}/clients/{client.id}"})
