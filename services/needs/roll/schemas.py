"""Rolls as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.schemas import Input, View, Words
from shared.wording import Formed, wrong

AT_ONCE = 200
"""Entries of one request; a whole roll is sent in several."""

NUMBER = r"^[0-9A-Za-z-]{1,20}$"
RollNo = Annotated[
    str,
    Field(examples=["3-2-501"]),
    Formed(
        NUMBER,
        "应为 1 至 20 位数字、字母和连字符，例如 3-2-501",
        "must be 1 to 20 digits, letters and hyphens, such as 3-2-501",
    ),
]


class RollEntrySubmission(Input):
    """A number of the roll; it carries no name."""

    roll_no: RollNo
    unit: Annotated[Words, Field(max_length=60, examples=["3号楼2单元501室"])]
    household_id: UUID | None = None
    person_id: UUID | None = None
    area: Annotated[int, Field(ge=0, le=10_000_000_000, examples=[8950])] = 0
    """In 0.01 m²."""
    proxy_no: RollNo | None = None
    """The number that stands for it, by a written mandate."""
    conflicted: bool = False
    """It has an interest in the matter: it speaks, and does not count."""


class RollPage(Input):
    """Entries to write; each number once."""

    entries: Annotated[list[RollEntrySubmission], Field(min_length=1, max_length=AT_ONCE)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({one.roll_no for one in self.entries}) < len(self.entries):
            raise wrong("同一名册号只能填写一次", "names a roll number twice")
        return self

    def fields(self) -> list[dict[str, Any]]:
        """The entries as they are stored."""
        return [one.model_dump() for one in self.entries]


class RollEntryView(View):
    """A number of the roll."""

    id: UUID
    version: int
    matter_id: UUID
    round: int
    roll_no: str
    unit: str
    household_id: UUID | None
    person_id: UUID | None
    area: int
    """In 0.01 m²."""
    proxy_no: str | None
    conflicted: bool
    present_at: datetime | None


class WrittenView(View):
    """What was written."""

    items: list[RollEntryView]
