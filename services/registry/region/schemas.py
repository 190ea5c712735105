"""Regions as the API shows them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.region.rules import NAME_MAX
from services.registry.region.states import Kind, Level, RegionStatus, UrbanRural
from shared.schemas import Day, Input, Text, View, Words
from shared.wording import Formed, wrong

COUNT_MAX = 100_000_000


class RegionView(View):
    """A region; `historical` says that name, code and counts are those of the day asked for."""

    id: UUID
    parent_id: UUID | None
    path: str
    level: Level
    kind: Kind
    name: str
    code: str | None
    urban_rural: UrbanRural | None
    status: RegionStatus
    needs_review: bool
    households: int | None
    population: int | None
    source: str
    valid_from: date
    valid_to: date | None
    since: date
    historical: bool


class RegionChain(View):
    """The regions above one, from the city down."""

    items: list[RegionView]


CODE = r"^[0-9]{4,12}$"
Code = Annotated[
    str,
    Field(examples=["320585403011"]),
    Formed(CODE, "应为 4 至 12 位数字的区划代码", "must be a code of 4 to 12 digits"),
]


class RegionRevision(Input):
    """What becomes different about a region on a day; what is left out stays."""

    effective_on: Day
    reason: Annotated[Words, Field(min_length=1, max_length=200, examples=["太政发〔2024〕12号"])]
    name: Annotated[Words, Field(min_length=1, max_length=NAME_MAX)] | None = None
    code: Code | None = None
    households: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None
    population: Annotated[int, Field(ge=0, le=COUNT_MAX)] | None = None

    @model_validator(mode="after")
    def _something(self) -> "RegionRevision":
        if (self.name, self.code, self.households, self.population) == (None,) * 4:
            raise wrong(
                "名称、代码、户数、人口至少填写一项",
                "name, code, households or population must be given",
            )
        return self


class RegionImportView(View):
    """What reading a file of regions did, or with `dry_run` would do."""

    id: UUID
    source: Text
    valid_from: date
    dry_run: bool
    rows: int
    skipped: int
    created: int
    unchanged: int
    differing: int
    needs_review: int
    findings: list[dict[str, Any]]
