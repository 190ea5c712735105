"""Households as the API shows them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.person.schemas import PersonView
from shared.schemas import Input, View, Words

MEMBERS_MAX = 30


class HouseholdRegistration(Input):
    """A household to be entered; its members are people registered before."""

    region_id: UUID
    address: Annotated[
        Words, Field(min_length=2, max_length=200, examples=["人民南路18号3幢201室"])
    ]
    member_ids: Annotated[tuple[UUID, ...], Field(max_length=MEMBERS_MAX)] = ()


class Membership(Input):
    """A person who lives in the household from now on."""

    person_id: UUID


class HouseholdView(View):
    """A household; the address is in clear only for those who live there."""

    id: UUID
    region_id: UUID
    address: str
    members: list[PersonView]
