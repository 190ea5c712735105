"""People as the API shows them: masked."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.person.states import PersonalField, Purpose
from shared.schemas import Input, Text, View, Words
from shared.wording import wrong

PersonName = Annotated[Words, Field(min_length=1, max_length=50, examples=["陈阿婆"])]


class PersonRegistration(Input):
    """A person to be entered, with the region he lives in."""

    region_id: UUID
    name: PersonName
    phone: Annotated[Text, Field(max_length=30, examples=["13812345678"])] | None = None
    id_number: Annotated[Text, Field(max_length=30)] | None = None


class PersonCorrection(Input):
    """What was wrong or has changed; what is left out stays as it is."""

    name: PersonName | None = None
    phone: Annotated[Text, Field(max_length=30, examples=["13912345678"])] | None = None
    id_number: Annotated[Text, Field(max_length=30)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "PersonCorrection":
        if (self.name, self.phone, self.id_number) == (None, None, None):
            raise wrong(
                "请至少填写一项要更正的内容", "say at least one thing that is to be corrected"
            )
        return self


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
