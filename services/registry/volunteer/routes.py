"""Volunteers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.registry.admission.use_cases import (
    Wish,
    admit_volunteer,
    apply_for,
    refuse_volunteer,
)
from services.registry.expulsion.errors import Barred
from services.registry.organization.errors import ConflictOfInterest
from services.registry.person.errors import NotRegistered
from services.registry.volunteer import queries, use_cases
from services.registry.volunteer.errors import (
    ConsentOutdated,
    GuardianNeeded,
    IdentityNeeded,
    LicenseNeeded,
    NotYourVolunteer,
    TooYoung,
)
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.schemas import (
    OfferedSkills,
    VolunteerApplication,
    VolunteerRefusal,
    VolunteerView,
)
from services.registry.volunteer.states import VolunteerAction, VolunteerState
from shared.access import Actor
from shared.clock import day_of
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, Now, SignedIn, problems, requires

router = APIRouter(prefix="/volunteers", tags=["volunteers"])

Keeper = Annotated[Actor, requires(*use_cases.KEEPERS)]
DECIDED = problems(Unknown, NotYourVolunteer, ConflictOfInterest, IllegalMove)


@router.post(
    "",
    status_code=201,
    response_model=VolunteerView,
    responses=problems(
        *(Unknown, NotRegistered, NotYourVolunteer, IdentityNeeded, IllegalMove),
        *(TooYoung, GuardianNeeded, ConsentOutdated, Barred),
    ),
)
async def apply(asked: VolunteerApplication, begin: BeginOnce, now: Now, _: SignedIn) -> Response:
    """Ask to be a volunteer: oneself, or staff for a person of their community."""
    async with begin() as uow:
        volunteer = await apply_for(uow, wish=Wish(**dict(asked)), at=now)
        place = f"/volunteers/{volunteer.id}"
        return await uow.answer(201, VolunteerView, volunteer, location=place)


@router.get("", response_model=Listed[VolunteerView], responses=problems(Unknown))
async def list_volunteers(
    page: Page,
    begin: Begin,
    _: SignedIn,
    region: UUID | None = None,
    state: VolunteerState | None = None,
) -> Response:
    """The volunteers in your scope; one's own record is among them."""
    async with begin() as uow:
        rows = await queries.volunteers_under(uow, region)
        found = await page_of(uow, rows, Volunteer.id, page, {Volunteer.state: state})
        return await uow.answer(200, Listed[VolunteerView], found)


@router.get("/{volunteer_id}", response_model=VolunteerView, responses=problems(Unknown))
async def read_volunteer(volunteer_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One volunteer."""
    async with begin() as uow:
        volunteer = await uow.see(Volunteer, volunteer_id, queries.visible(actor))
        return await uow.answer(200, VolunteerView, volunteer)


@router.post("/{volunteer_id}/admission", response_model=VolunteerView, responses=DECIDED)
async def admit(volunteer_id: UUID, begin: Begin, now: Now, _: Keeper) -> Response:
    """Let him serve; the first time he gets his number."""
    async with begin() as uow:
        volunteer = await admit_volunteer(uow, volunteer_id=volunteer_id, at=now)
        return await uow.answer(200, VolunteerView, volunteer)


@router.post("/{volunteer_id}/refusal", response_model=VolunteerView, responses=DECIDED)
async def refuse(volunteer_id: UUID, asked: VolunteerRefusal, begin: Begin, _: Keeper) -> Response:
    """Say no, with a reason that he reads; he may apply again."""
    async with begin() as uow:
        volunteer = await refuse_volunteer(uow, volunteer_id=volunteer_id, reason=asked.reason)
        return await uow.answer(200, VolunteerView, volunteer)


@router.post("/{volunteer_id}/pause", response_model=VolunteerView, responses=DECIDED)
async def pause(volunteer_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Let him not serve for a while: himself, or his community for him."""
    action = VolunteerAction.PAUSE
    async with begin() as uow:
        volunteer = await use_cases.pause_or_resume(
            uow, volunteer_id=volunteer_id, action=action, at=now
        )
        return await uow.answer(200, VolunteerView, volunteer)


@router.post("/{volunteer_id}/resumption", response_model=VolunteerView, responses=DECIDED)
async def resume(volunteer_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Let him serve again."""
    action = VolunteerAction.RESUME
    async with begin() as uow:
        volunteer = await use_cases.pause_or_resume(
            uow, volunteer_id=volunteer_id, action=action, at=now
        )
        return await uow.answer(200, VolunteerView, volunteer)


@router.post(
    "/{volunteer_id}/exit",
    response_model=VolunteerView,
    responses=problems(Unknown, NotYourVolunteer, IllegalMove),
)
async def leave(volunteer_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """Be a volunteer no more, at once; number and hours stay."""
    async with begin() as uow:
        volunteer = await use_cases.leave(uow, volunteer_id=volunteer_id, at=now)
        return await uow.answer(200, VolunteerView, volunteer)


@router.put(
    "/{volunteer_id}/skills",
    response_model=VolunteerView,
    responses=problems(Unknown, NotYourVolunteer, ConflictOfInterest, LicenseNeeded),
)
async def describe(
    volunteer_id: UUID, asked: OfferedSkills, begin: BeginEdit, now: Now, _: Keeper
) -> Response:
    """Write down what he can do, with the licences that were shown."""
    async with begin() as uow:
        volunteer = await use_cases.describe_skills(
            uow, volunteer_id=volunteer_id, skills=asked.columns(), on=day_of(now)
        )
        return await uow.answer(200, VolunteerView, volunteer)
