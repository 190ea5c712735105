"""Resident surveys as the API takes and shows them."""

from typing import Annotated, Literal

from pydantic import Field

from shared.schemas import Input, View

LINKS_MAX = 500
"""Links made with one call."""


class ResidentsAsked(Input):
    """How many are to be asked."""

    count: Annotated[int, Field(ge=1, le=LINKS_MAX, strict=True, examples=[30])]


class ResidentAnswer(Input):
    """How satisfied the resident is: 1 not at all … 5 very."""

    score: Annotated[int, Field(ge=1, le=5, strict=True, examples=[5])]


class LinkView(View):
    """A link for one beneficiary; the organization knows who that is."""

    beneficiary: str
    token: str
    """Goes into `POST /resident-surveys/{token}/answer`; shown this once."""


class LinksView(View):
    """The links just made."""

    items: list[LinkView]


class ThanksView(View):
    """The answer was taken."""

    accepted: Literal[True]
