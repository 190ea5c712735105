"""The contact as the API shows it."""

from typing import Annotated

from pydantic import Field

from shared.schemas import Input, View, Words


class ContactAsked(Input):
    """What the phone and the address are needed for; the person can read it."""

    purpose: Annotated[Words, Field(min_length=4, max_length=200, examples=["上门前电话联系"])]


class ContactView(View):
    """The contact in clear; that it was shown is on record."""

    phone: str | None
    address: str | None
