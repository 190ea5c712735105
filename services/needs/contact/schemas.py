"""The contact as the API shows it, and what is written about a need instead."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.needs.intake.rules import identity_numbers
from shared.schemas import Input, View, Words
from shared.wording import wrong


def _nameless(text: str) -> str:
    if identity_numbers(text):
        raise wrong(
            "含有身份证号码，为保护个人信息，请删去后重新提交",
            "holds an identity number; remove it and send again",
        )
    return text


Nameless = AfterValidator(_nameless)
"""For what people write about a need: no identity number stands in it."""


class ContactAsked(Input):
    """What the phone and the address are needed for; the person can read it."""

    purpose: Annotated[
        Words, Field(min_length=4, max_length=200, examples=["上门前电话联系"]), Nameless
    ]


class ContactView(View):
    """The contact in clear; that it was shown is on record."""

    phone: str | None
    address: str | None
