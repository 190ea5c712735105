"""Why something may not be done with an item of implementation."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict


@dataclass(eq=False)
class NotInEffect(Conflict):
    """Only what is in effect is implemented."""

    resolution_id: UUID

    zh: ClassVar[str] = "决议（{resolution_id}）尚未生效，生效后再登记落实事项。"
    en: ClassVar[str] = "The resolution {resolution_id} is not in effect; enter items once it is."


@dataclass(eq=False)
class NotDone(Conflict):
    """It is rated once it is done."""

    progress: int

    zh: ClassVar[str] = "该事项进度为 {progress}%，完成后再评价。"
    en: ClassVar[str] = "It stands at {progress} %; rate it once it is done."


@dataclass(eq=False)
class RatedBefore(Conflict):
    """A number of the roll rates an item once."""

    roll_no: str

    zh: ClassVar[str] = "名册号 {roll_no} 已评价过该事项。"
    en: ClassVar[str] = "The number {roll_no} rated this item already."
