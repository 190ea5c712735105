"""Visits as the API takes and shows them."""

import re
from datetime import datetime
from typing import Annotated, Any
from unicodedata import normalize
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from services.needs.contact.schemas import Nameless
from services.needs.survey.rules import Solved
from services.needs.survey.schemas import Answer
from shared.ids import CODE_DIGITS
from shared.money import Money
from shared.schemas import Input, Text, View
from shared.wording import Formed, wrong

CODE = rf"^[0-9]{{{CODE_DIGITS}}}$"


def _typed(given: Any) -> Any:
    """A code as people type it: with blanks, or in full width."""
    return re.sub(r"\s", "", normalize("NFKC", given)) if isinstance(given, str) else given


Code = Annotated[
    str,
    Field(examples=["204816"]),
    Formed(CODE, "应为 6 位数字，请向居民核对", "must be 6 digits; ask the resident"),
    BeforeValidator(_typed),
]


class CheckIn(Input):
    """Proof of being there: a position, or the resident's arrival code."""

    latitude: Annotated[float, Field(ge=3, le=54, examples=[31.4507])] | None = None
    longitude: Annotated[float, Field(ge=73, le=136, examples=[121.1128])] | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> "CheckIn":
        placed = self.latitude is not None and self.longitude is not None
        if placed == (self.code is not None) or (self.latitude is None) != (self.longitude is None):
            raise wrong(
                "请提供经纬度（latitude 和 longitude）或到达码（code），二者选一",
                "give either latitude and longitude, or code",
            )
        return self

    @property
    def point(self) -> tuple[float, float] | None:
        """The position, if that is the proof."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Completion(Input):
    """The work is done: the resident's code, and what the resident paid."""

    code: Code
    fee: Money = Money(amount="0.00")


class Confirmation(Input):
    """The resident's word, with or without a rating."""

    score: Annotated[int, Field(ge=1, le=5, strict=True, examples=[5])] | None = None
    solved: Solved = Solved.YES
    contacted: bool = True
    text: Annotated[Text, Field(max_length=500), Nameless] | None = None

    @model_validator(mode="after")
    def _a_rating_has_a_score(self) -> "Confirmation":
        said = self.text is not None or {"solved", "contacted"} & self.model_fields_set
        if said and self.score is None:
            raise wrong(
                "填写评价内容（solved、contacted、text）时请同时打分（score，1 至 5 分）",
                "give a score, 1 to 5, with solved, contacted and text",
            )
        return self

    @property
    def rating(self) -> Answer | None:
        """The answer to the survey, if a score was given."""
        return None if self.score is None else Answer(**self.model_dump())


class CodesView(View):
    """What the resident tells the team: at the door, and when the work is done."""

    order_id: UUID
    arrival_code: str
    code: str
    tries_left: int


class ContactView(View):
    """What is to be done, where, and for whom, for the team that accepted; looks are recorded."""

    order_id: UUID
    title: str
    description: str
    information: str | None
    beneficiaries: int
    target_groups: list[str]
    latitude: float | None
    longitude: float | None
    phone: str | None
    address: str | None
    until: datetime | None
    """When it is no longer shown; null as long as the order runs."""
