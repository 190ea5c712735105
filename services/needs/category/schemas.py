"""Categories as the API shows them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.category.model import Category
from services.needs.classification.rules import Route
from services.needs.need.rules import Sensitivity
from shared.schemas import Day, Input, View, Words
from shared.wording import Formed

CODE = r"^[a-z][a-z0-9_]{0,31}(\.[a-z0-9_]{1,32}){0,4}$"
SKILL = r"^[a-z][a-z0-9_]{1,49}$"
Code = Annotated[
    str,
    Field(examples=["repair.drain"]),
    Formed(
        CODE,
        "应为类别目录（GET /categories）中的编码，例如 repair.drain",
        "must be a code such as repair.drain; see GET /categories",
    ),
]
NewCode = Annotated[
    str,
    Field(examples=["repair.drain"]),
    Formed(
        CODE,
        "应为小写字母、数字和下划线，各级以点分隔，例如 repair.drain",
        "must be small letters, digits and _, its levels parted by dots, such as repair.drain",
    ),
]
Skill = Annotated[
    str,
    Field(examples=["plumbing"]),
    Formed(SKILL, "应为技能编码（小写英文），例如 plumbing", "must be a code such as plumbing"),
]


class CategoryDraft(Input):
    """A new category below an existing one, or a new top."""

    code: NewCode
    parent_code: Code | None = None
    name: Annotated[Words, Field(max_length=40)]
    leaf: bool
    required_skills: Annotated[list[Skill], Field(max_length=10, default_factory=list)]
    professionality: Annotated[int, Field(ge=0, le=4)] = 0
    public_affairs: bool = False
    default_route: Route | None = None
    min_sensitivity: Sensitivity = Sensitivity.PUBLIC
    remote_ok: bool = False
    valid_from: Day | None = None


class Retirement(Input):
    """The end of a category; from `from_day` (today if absent) it takes no new needs."""

    from_day: Day | None = None
    successor_code: Code | None = None


class CategoryView(View):
    """A kind of need: what its service takes, and how careful one must be with it."""

    id: UUID
    version: int
    code: str
    parent_code: str | None
    name: str
    leaf: bool
    required_skills: list[str]
    professionality: int
    public_affairs: bool
    default_route: Route | None
    min_sensitivity: Sensitivity
    remote_ok: bool
    valid_from: date
    valid_until: date | None
    successor_code: str | None


class CategoryNode(CategoryView):
    """A category with those below it."""

    children: list["CategoryNode"]


class CatalogueView(View):
    """The catalogue in use, as a tree."""

    items: list[CategoryNode]


def tree(rows: Sequence[Category], parent: str | None = None) -> list[CategoryNode]:
    """The categories below `parent`, each with its own."""
    return [
        CategoryNode(**CategoryView.model_validate(row).model_dump(), children=tree(rows, row.code))
        for row in rows
        if row.parent_code == parent
    ]
