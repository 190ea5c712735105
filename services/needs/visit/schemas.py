"""Visits as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.survey.rules import Solved
from services.needs.survey.schemas import Answer
from services.needs.visit.errors import OneProof, ScoreMissing
from shared.ids import CODE_DIGITS
from shared.money import Money
from shared.schemas import Input, Text, View

Code = Annotated[str, Field(pattern=rf"^[0-9]{{{CODE_DIGITS}}}$", examples=["204816"])]


class CheckIn(Input):
    """Proof of being there: a position, or the resident's arrival code."""

    latitude: Annotated[float, Field(ge=3, le=54, examples=[31.4507])] | None = None
    longitude: Annotated[float, Field(ge=73, le=136, examples=[121.1128])] | None = None
    code: Code | None = None

    @property
    def point(self) -> tuple[float, float] | None:
        """The position, if that is the proof; refuses both proofs, and half of one."""
        given = (self.latitude is not None, self.longitude is not None, self.code is not None)
        if given not in ((True, True, False), (False, False, True)):
            raise OneProof
        return (self.latitude, self.longitude) if self.latitude and self.longitude else None


class Completion(Input):
    """The work is done: the resident's code, and what the resident paid."""

    code: Code
    fee: Money = Money(amount="0.00")


class Confirmation(Input):
    """The resident's word, with or without a rating."""

    score: Annotated[int, Field(ge=1, le=5, strict=True, examples=[5])] | None = None
    solved: Solved = Solved.YES
    contacted: bool = True
    text: Annotated[Text, Field(max_length=500)] | None = None

    @property
    def rating(self) -> Answer | None:
        """The answer to the survey, if a score was given; refuses the rest of one without it."""
        if self.score is not None:
            return Answer(**self.model_dump())
        if self.text is not None or {"solved", "contacted"} & self.model_fields_set:
            raise ScoreMissing("/score")
        return None


class CodesView(View):
    """What the resident tells the team: at the door, and when the work is done."""

    order_id: UUID
    arrival_code: str
    code: str
    tries_left: int


class ContactView(View):
    """The resident's contact, for the team that accepted; every look is recorded."""

    order_id: UUID
    phone: str | None
    address: str | None
    until: datetime | None
    """When it is no longer shown; null as long as the order runs."""
