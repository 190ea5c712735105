"""Putting a registered person behind an account, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.registry.account.errors import AccountDisabled, HasAccount, OutsideRegion
from services.registry.account.schemas import AccountChange
from services.registry.binding import use_cases
from services.registry.binding.errors import BindingCodeWrong, NothingToBind
from services.registry.binding.schemas import BindingCodeView, Shown
from services.registry.grant.errors import OnDutyElsewhere
from services.registry.organization.errors import ConflictOfInterest
from shared.access import Actor
from shared.errors import Unknown
from shared.idempotency import unkept
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(tags=["accounts"])

Binder = Annotated[Actor, requires(*use_cases.BINDERS)]


@router.post(
    "/me/binding-code",
    status_code=201,
    response_model=BindingCodeView,
    responses=problems(Unknown, NothingToBind),
)
async def draw_code(begin: Begin, now: Now, _: SignedIn) -> Response:
    """Get a code to show to the staff of one's community, who register one; an older one ends."""
    async with begin() as uow:
        code, expires_at = await use_cases.new_code(uow, at=now)
    return unkept(201, BindingCodeView, {"code": code, "expires_at": expires_at})


@router.post(
    "/persons/{person_id}/account",
    status_code=201,
    response_model=AccountChange,
    responses=problems(
        *(Unknown, OutsideRegion, ConflictOfInterest),
        *(HasAccount, AccountDisabled, OnDutyElsewhere, BindingCodeWrong),
    ),
)
async def bind(person_id: UUID, asked: Shown, begin: Begin, now: Now, _: Binder) -> Response:
    """Let the account whose holder shows the code stand for this registered person."""
    async with begin() as uow:
        account = await use_cases.bind_person(uow, person_id=person_id, code=asked.code, at=now)
        return await uow.answer(201, AccountChange, account, location=f"/accounts/{account.id}")
