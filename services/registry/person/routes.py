"""People over HTTP: entered and found by staff, shown masked, revealed with a purpose."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from services.registry.person import queries, use_cases
from services.registry.person.errors import (
    FifteenDigitIdRetired,
    IdNumberInvalid,
    MayNotReveal,
    OutsideYourRegion,
    OwnRecord,
    PersonKnown,
    PhoneInvalid,
)
from services.registry.person.model import Person
from services.registry.person.rules import e164, id_number
from services.registry.person.schemas import (
    Disclosure,
    PersonCorrection,
    PersonRegistration,
    PersonSearch,
    PersonView,
)
from services.registry.person.states import PersonalField, Purpose
from shared.access import Actor
from shared.clock import LOCAL
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.schemas import merge
from shared.web import Begin, BeginOnce, Now, SignedIn, problems, requires

router = APIRouter(tags=["persons"])

Registers = Annotated[Actor, requires(*use_cases.REGISTERS)]
Staff = Annotated[Actor, requires(*queries.STAFF)]


@router.post(
    "/persons",
    response_model=PersonView,
    status_code=201,
    responses=problems(
        Unknown,
        OutsideYourRegion,
        PersonKnown,
        PhoneInvalid,
        IdNumberInvalid,
        FifteenDigitIdRetired,
    ),
)
async def register(asked: PersonRegistration, begin: BeginOnce, _: Registers) -> Response:
    """Enter a person in the region he lives in."""
    details = use_cases.Details(asked.name, asked.phone, asked.id_number)
    async with begin() as uow:
        person = await use_cases.register_person(uow, region_id=asked.region_id, details=details)
        shown = merge(person, **person.masked(uow.vault))
        return await uow.answer(201, PersonView, shown, location=f"/persons/{person.id}")


@router.post(
    "/person-searches",
    response_model=Listed[PersonView],
    responses=problems(PhoneInvalid, IdNumberInvalid, FifteenDigitIdRetired),
)
async def search(asked: PersonSearch, page: Page, begin: Begin, now: Now, actor: Staff) -> Response:
    """Find people of your region by an exact phone, name or identity number."""
    value = asked.value
    if asked.field is PersonalField.PHONE:
        value = e164(value, "/value")
    elif asked.field is PersonalField.ID_NUMBER:
        value = id_number(value, now.astimezone(LOCAL).date(), "/value")
    async with begin() as uow:
        rows = queries.people_with(actor, uow.vault, asked.field, value)
        found = await page_of(uow, rows, Person.id, page)
        found["items"] = [merge(person, **person.masked(uow.vault)) for person in found["items"]]
        return await uow.answer(200, Listed[PersonView], found)


@router.get("/persons/{person_id}", response_model=PersonView, responses=problems(Unknown))
async def read_person(person_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One person, masked; anyone may read himself."""
    async with begin() as uow:
        person = await uow.get(Person, person_id, where=queries.visible(actor))
        return await uow.answer(200, PersonView, merge(person, **person.masked(uow.vault)))


@router.post(
    "/persons/{person_id}/correction",
    response_model=PersonView,
    responses=problems(
        *(Unknown, OutsideYourRegion, OwnRecord, PersonKnown),
        *(PhoneInvalid, IdNumberInvalid, FifteenDigitIdRetired),
    ),
)
async def correct(person_id: UUID, asked: PersonCorrection, begin: Begin, _: Registers) -> Response:
    """Write down what was wrong or has changed, as the person shows it."""
    details = use_cases.Details(asked.name, asked.phone, asked.id_number)
    async with begin() as uow:
        person = await use_cases.correct_person(uow, person_id=person_id, details=details)
        return await uow.answer(200, PersonView, merge(person, **person.masked(uow.vault)))


@router.get(
    "/persons/{person_id}/disclosure",
    response_model=Disclosure,
    responses=problems(Unknown, MayNotReveal),
)
async def disclose(
    person_id: UUID,
    fields: Annotated[
        list[PersonalField],
        Query(min_length=1, max_length=3, description="What to show; once for each"),
    ],
    x_purpose: Annotated[Purpose, Header(description="Why; the person can read it")],
    begin: Begin,
    _: SignedIn,
) -> Response:
    """Show fields in clear. A GET, so that no reply with personal data is kept for a repeat."""
    async with begin() as uow:
        values = await use_cases.disclose(
            uow, person_id=person_id, fields=fields, purpose=x_purpose
        )
        told = {"person_id": person_id, "purpose": x_purpose, "values": values}
        return await uow.answer(200, Disclosure, told)
