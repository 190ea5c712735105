"""Schemes as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from services.registry.evaluation_scheme.rules import BANDED, SCORE_MAX
from services.registry.organization.states import LegalType
from services.registry.oversight.schemas import BodyTypes, Year
from shared.schemas import Input, View, Words
from shared.wording import wrong

Least = Annotated[int, Field(ge=1, le=SCORE_MAX, strict=True)]


class Bands(Input):
    """The least score of each grade, of 1000; below that of 2A a body is 1A."""

    model_config = ConfigDict(populate_by_name=True)

    five: Annotated[Least, Field(alias="5A", examples=[950])]
    four: Annotated[Least, Field(alias="4A", examples=[901])]
    three: Annotated[Least, Field(alias="3A", examples=[851])]
    two: Annotated[Least, Field(alias="2A", examples=[801])]

    @property
    def by_grade(self) -> dict[str, int]:
        """The same by the grade's name."""
        scores = (self.five, self.four, self.three, self.two)
        return {one.value: score for one, score in zip(BANDED, scores, strict=True)}

    @model_validator(mode="after")
    def _each_below_the_one_before(self) -> Self:
        if not self.five > self.four > self.three > self.two:
            raise wrong("各等级最低分应逐级递减", "must fall from each grade to the next")
        return self


class EvaluationSchemeSubmission(Input):
    """A scheme to be published."""

    region_id: UUID
    name: Annotated[Words, Field(min_length=4, max_length=100, examples=["2025 年度等级评估方案"])]
    year: Year
    legal_types: BodyTypes
    bands: Bands
    source: Annotated[Words, Field(min_length=4, max_length=200)]


class EvaluationSchemeView(View):
    """A scheme."""

    id: UUID
    version: int
    region_id: UUID
    name: str
    year: int
    """The calendar year that a score by it is for."""
    legal_types: list[LegalType]
    bands: dict[str, int]
    source: str
    published_at: datetime
