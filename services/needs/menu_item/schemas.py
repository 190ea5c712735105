"""The menu as the API takes and shows it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.category.schemas import Skill
from services.needs.menu_item.rules import Fee
from services.needs.menu_item.states import MenuItemState
from shared.money import Money
from shared.schemas import Input, View, Words
from shared.wording import Formed

TEAMS_MAX = 50
SKILLS_MAX = 20

CODE = r"^[a-z0-9][a-z0-9-]{1,62}$"
Code = Annotated[
    str,
    Field(examples=["drain-clearing"]),
    Formed(
        CODE,
        "应为 2 至 63 位小写字母、数字和连字符，例如 drain-clearing",
        "must be 2 to 63 small letters, digits and hyphens, such as drain-clearing",
    ),
]


class MenuItemDraft(Input):
    """A new item for the menu of a region."""

    code: Code
    title: Annotated[Words, Field(max_length=60, examples=["疏通下水"])]
    category_code: Annotated[str, Field(min_length=1, max_length=64, examples=["drain"])]
    region_id: UUID
    team_ids: Annotated[list[UUID], Field(max_length=TEAMS_MAX, default_factory=list)]
    preferred_skills: Annotated[list[Skill], Field(max_length=SKILLS_MAX, default_factory=list)]
    slots: Annotated[int, Field(ge=1, le=1_000_000, examples=[300])]
    duration_minutes: Annotated[int, Field(ge=5, le=1440, examples=[60])]
    fee: Fee
    price_cap: Money | None = None
    """The most a resident may be asked to pay; none when free."""
    respond_minutes: Annotated[int, Field(ge=1, le=10_080, examples=[60])]
    arrive_minutes: Annotated[int, Field(ge=1, le=43_200, examples=[240])]
    finish_work_days: Annotated[int, Field(ge=1, le=60, examples=[2])]


class MenuItemView(View):
    """An item of the menu and what it promises."""

    id: UUID
    version: int
    code: str
    title: str
    category_code: str
    region_id: UUID
    team_ids: list[UUID]
    preferred_skills: list[str]
    slots: int
    duration_minutes: int
    fee: Fee
    price_cap: Money | None
    respond_minutes: int
    arrive_minutes: int
    finish_work_days: int
    state: MenuItemState
