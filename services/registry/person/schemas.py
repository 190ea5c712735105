"""People as the API shows them: masked."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.person.states import PersonalField, Purpose
from shared.schemas import Input, Text, View, Words

PersonName = Annotated[Words, Field(min_length=1, max_length=50, examples=["陈阿婆"])]


class PersonRegistration(Input):
    """A person to be entered, with the region he lives in."""

    region_id: UUID
    name: PersonName
    phone: Annotated[Text, Field(max_length=30, examples=["13812345678"])] | None = None
    id_number: Annotated[Text, Field(max_length=30)] | None = None


class PersonSearch(Input):
    """An exact value to find people by; sent in a body so that it is in no address or log."""

    field: PersonalField
    value: Annotated[Text, Field(min_length=1, max_length=50)]


class PersonView(View):
    """A person; name, phone and identity number are masked."""

    id: UUID
    region_id: UUID
    household_id: UUID | None
    name: str
    phone: str | None
    id_number: str | None


class Disclosure(View):
    """Fields of a person in clear; that they were shown is recorded."""

    person_id: UUID
    purpose: Purpose
    values: dict[PersonalField, str | None]
