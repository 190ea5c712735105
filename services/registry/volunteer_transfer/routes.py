"""Transfers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from services.registry.organization.errors import ConflictOfInterest
from services.registry.volunteer.errors import NotYourVolunteer
from services.registry.volunteer.schemas import VolunteerRefusal
from services.registry.volunteer.use_cases import KEEPERS
from services.registry.volunteer_transfer import queries, use_cases
from services.registry.volunteer_transfer.errors import NotAdmitted, TransferOpen
from services.registry.volunteer_transfer.model import VolunteerTransfer
from services.registry.volunteer_transfer.schemas import TransferRequest, TransferView
from services.registry.volunteer_transfer.states import TransferState
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Now, SignedIn, problems, requires

router = APIRouter(prefix="/volunteer-transfers", tags=["volunteers"])

Keeper = Annotated[Actor, requires(*KEEPERS)]
DECIDED = (Unknown, NotYourVolunteer, ConflictOfInterest, IllegalMove)


@router.post(
    "",
    status_code=201,
    response_model=TransferView,
    responses=problems(
        *(Unknown, NotYourVolunteer, ConflictOfInterest),
        *(NotAdmitted, TransferOpen, BadValue),
    ),
)
async def request(asked: TransferRequest, begin: BeginOnce, now: Now, _: SignedIn) -> Response:
    """Ask another community to keep one's record; serving there as a guest needs none of it."""
    async with begin() as uow:
        made = await use_cases.request_transfer(uow, **dict(asked), at=now)
        place = f"/volunteer-transfers/{made.id}"
        return await uow.answer(201, TransferView, made, location=place)


@router.get("", response_model=Listed[TransferView])
async def list_transfers(
    page: Page, begin: Begin, actor: SignedIn, state: TransferState | None = None
) -> Response:
    """The transfers out of and into your scope; one's own are among them."""
    async with begin() as uow:
        rows = select(VolunteerTransfer).where(queries.visible(actor))
        only = {VolunteerTransfer.state: state}
        found = await page_of(uow, rows, VolunteerTransfer.id, page, only)
        return await uow.answer(200, Listed[TransferView], found)


@router.get("/{transfer_id}", response_model=TransferView, responses=problems(Unknown))
async def read(transfer_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One transfer."""
    async with begin() as uow:
        found = await uow.see(VolunteerTransfer, transfer_id, queries.visible(actor))
        return await uow.answer(200, TransferView, found)


@router.post(
    "/{transfer_id}/acceptance",
    response_model=TransferView,
    responses=problems(*DECIDED, NotAdmitted),
)
async def accept(transfer_id: UUID, begin: Begin, _: Keeper) -> Response:
    """Keep his record from now on, for the community that was asked."""
    async with begin() as uow:
        found = await use_cases.accept_transfer(uow, transfer_id=transfer_id)
        return await uow.answer(200, TransferView, found)


@router.post("/{transfer_id}/refusal", response_model=TransferView, responses=problems(*DECIDED))
async def refuse(transfer_id: UUID, asked: VolunteerRefusal, begin: Begin, _: Keeper) -> Response:
    """Say no, with a reason that he reads."""
    async with begin() as uow:
        found = await use_cases.refuse_transfer(uow, transfer_id=transfer_id, reason=asked.reason)
        return await uow.answer(200, TransferView, found)


@router.post("/{transfer_id}/withdrawal", response_model=TransferView, responses=problems(*DECIDED))
async def withdraw(transfer_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Stay after all."""
    async with begin() as uow:
        found = await use_cases.withdraw_transfer(uow, transfer_id=transfer_id)
        return await uow.answer(200, TransferView, found)
