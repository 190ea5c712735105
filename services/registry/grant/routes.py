"""Grants over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.registry.account import queries as accounts
from services.registry.account.errors import AccountDisabled
from services.registry.grant import use_cases
from services.registry.grant.errors import (
    AlreadyHeld,
    AlreadyRevoked,
    BadBinding,
    BadTerm,
    GrantExceeds,
    MayNotGive,
    OnDutyElsewhere,
    OwnGrant,
    TooManyGrants,
)
from services.registry.grant.model import MAY_GIVE
from services.registry.grant.queries import grants_of
from services.registry.grant.schemas import GrantsView, GrantView, RoleWanted, as_grant
from shared.access import Actor
from shared.errors import Unknown
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(tags=["grants"])

Giver = Annotated[Actor, requires(*MAY_GIVE)]


@router.post(
    "/accounts/{account_id}/grants",
    status_code=201,
    response_model=GrantView,
    responses=problems(
        *(Unknown, MayNotGive, GrantExceeds, OwnGrant, BadTerm, BadBinding),
        *(AlreadyHeld, OnDutyElsewhere, TooManyGrants, AccountDisabled),
    ),
)
async def give(
    account_id: UUID, wanted: RoleWanted, begin: Begin, now: Now, actor: Giver
) -> Response:
    """Give an account a role: one the giver may give, inside his own region and term."""
    grant = as_grant(wanted, holder_id=account_id, giver_id=actor.id, at=now)
    async with begin() as uow:
        given = await use_cases.give_role_to_account(uow, grant, at=now)
        return await uow.answer(201, GrantView, given, location=f"/accounts/{account_id}/grants")


@router.get("/accounts/{account_id}/grants", response_model=GrantsView, responses=problems(Unknown))
async def held(account_id: UUID, begin: Begin, now: Now, actor: SignedIn) -> Response:
    """The roles an account holds now or later."""
    async with begin() as uow:
        await accounts.account_seen_by(uow, actor, account_id)
        return await uow.answer(
            200, GrantsView, {"items": await grants_of(uow, account_id, at=now)}
        )


@router.post(
    "/grants/{grant_id}/revocation",
    response_model=GrantView,
    responses=problems(Unknown, MayNotGive, GrantExceeds, OwnGrant, AlreadyRevoked),
)
async def revoke(grant_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Take a role away, or give up one's own for an organization; the next token is without it."""
    async with begin() as uow:
        grant = await use_cases.revoke_role(uow, grant_id=grant_id, at=now)
        return await uow.answer(200, GrantView, grant)
