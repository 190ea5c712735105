"""Signing keys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.registry.signing_key import use_cases
from services.registry.signing_key.queries import believed_keys
from services.registry.signing_key.schemas import JwksView, SigningKeyView
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.states import IllegalMove
from shared.web import Begin, Now, Public, problems, requires

router = APIRouter(tags=["signing keys"])

Administrator = Annotated[Actor, requires(Role.PLATFORM_ADMIN)]


@router.get("/.well-known/jwks.json", response_model=JwksView)
async def jwks(begin: Begin, _: Public) -> Response:
    """The public keys; the next one is here long before anything is signed with it."""
    async with begin() as uow:
        keys = await believed_keys(uow)
        return await uow.answer(200, JwksView, {"keys": [key.public_jwk for key in keys]})


@router.post("/signing-keys/rotation", response_model=SigningKeyView, status_code=201)
async def rotate(begin: Begin, now: Now, _: Administrator) -> Response:
    """Sign with the next key from now on; a timer does this every 90 days."""
    async with begin() as uow:
        key = await use_cases.rotate_keys(uow, at=now)
        return await uow.answer(201, SigningKeyView, key, "/.well-known/jwks.json")


@router.post(
    "/signing-keys/{key_id}/retirement",
    response_model=SigningKeyView,
    responses=problems(Unknown, IllegalMove),
)
async def retire(key_id: UUID, begin: Begin, now: Now, _: Administrator) -> Response:
    """Believe nothing a replaced key signed: for a stolen key, right after a rotation."""
    async with begin() as uow:
        key = await use_cases.retire_key(uow, key_id=key_id, at=now)
        return await uow.answer(200, SigningKeyView, key)
