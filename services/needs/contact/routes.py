"""The contact of a need over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.contact import use_cases
from services.needs.contact.errors import NoContact
from services.needs.contact.schemas import ContactAsked, ContactView
from services.needs.need.errors import ConflictOfInterest, OutOfCharge
from services.needs.need.queries import STAFF
from services.needs.need.use_cases import need_in_charge
from shared.access import Actor
from shared.errors import Unknown
from shared.idempotency import unkept
from shared.web import Begin, problems, requires

router = APIRouter(prefix="/needs", tags=["needs"])


@router.post(
    "/{need_id}/contact-views",
    response_model=ContactView,
    responses=problems(Unknown, OutOfCharge, ConflictOfInterest, NoContact),
)
async def look(
    need_id: UUID,
    asked: ContactAsked,
    begin: Begin,
    _: Annotated[Actor, requires(*STAFF)],
) -> Response:
    """Show phone and address in clear, with a purpose; the person sees that it was done."""
    async with begin() as uow:
        need = await need_in_charge(uow, need_id, *STAFF)
        shown = await use_cases.show_contact(uow, need=need, purpose=asked.purpose)
    return unkept(200, ContactView, shown)  # phone and address
