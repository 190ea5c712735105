"""What is done about resolutions, as the API takes and shows it."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.needs.implementation.rules import LinkKind
from services.needs.roll.schemas import RollNo
from shared.schemas import Day, Input, View, Words
from shared.wording import wrong


class ItemSubmission(Input):
    """One thing to be done."""

    task: Annotated[Words, Field(max_length=200)]
    responsible: Annotated[Words, Field(max_length=60, examples=["社区居委会"])]
    """An office or a unit, never a name."""
    due_on: Day
    link_kind: LinkKind
    link_id: UUID | None = None
    """The need, cluster or project by which it is done."""
    link_text: Annotated[Words, Field(max_length=500)] | None = None
    """Where it is none of these: how it is done."""

    @model_validator(mode="after")
    def _linked(self) -> Self:
        by_text = self.link_kind is LinkKind.TEXT
        if by_text != (self.link_text is not None) or by_text == (self.link_id is not None):
            raise wrong(
                "落实方式为“其他”时填写 link_text，否则填写 link_id",
                "needs link_text for the kind text, and link_id for the others",
            )
        return self


class Progress(Input):
    """How far it is."""

    progress: Annotated[int, Field(ge=0, le=100)]
    """Percent; 100 is done."""
    note: Annotated[Words, Field(max_length=500)]


class RatingSubmission(Input):
    """How one finds it."""

    score: Annotated[int, Field(ge=1, le=5)]
    roll_no: RollNo | None = None
    """One's own where none is named."""


class ItemView(View):
    """One thing to be done, how far it is, and how residents find it."""

    id: UUID
    version: int
    resolution_id: UUID
    task: str
    responsible: str
    due_on: date
    link_kind: LinkKind
    link_id: UUID | None
    link_text: str | None
    progress: int
    note: str | None
    done_at: datetime | None
    ratings: int
    score_average: float | None
    """Of 1 to 5; null while fewer than five have rated it."""


class RatingView(View):
    """How one number finds it."""

    id: UUID
    version: int
    item_id: UUID
    roll_no: str
    score: int
    at: datetime
