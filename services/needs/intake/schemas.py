"""A filing as the API takes and answers it."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.needs.category.schemas import Code
from services.needs.duplicate.queries import Alike
from services.needs.intake.rules import Filing
from services.needs.intake.use_cases import Filed
from services.needs.need.rules import Channel, Kind, Relation, Sensitivity, Urgency
from services.needs.need.schemas import NeedView
from shared.schemas import Input, Instant, Point, Words, merge
from shared.target_groups import TargetGroup
from shared.wording import Formed

TITLE_MAX, DESCRIPTION_MAX, ADDRESS_MAX = 60, 4000, 200
"""Longest texts, in characters (spec/needs.md §2.11)."""

BENEFICIARIES_MAX = 100_000

EXTERNAL_REF = "^[a-z0-9_]{1,32}:[!-~]{1,64}$"
ExternalRef = Annotated[
    str,
    Field(examples=["12345:360114"]),
    Formed(
        EXTERNAL_REF,
        "应为“系统:编号”，例如 12345:360114",
        "must be the system and its number, such as 12345:360114",
    ),
]


class Represented(Input):
    """For whom staff file; of a caller without an account at most his household is named."""

    person_id: UUID | None = None
    """Who signs in himself: he alone speaks for the need. Without one, whoever files does."""
    household_id: UUID | None = None


class NeedFiling(Input):
    """A need as a resident, or staff for him, tells it."""

    region_id: UUID
    """The community it arises in."""
    category_code: Code
    kind: Kind = Kind.HELP
    channel: Channel = Channel.WEB
    relation: Relation = Relation.SELF
    title: Annotated[Words, Field(max_length=TITLE_MAX, examples=["下水道堵了"])]
    description: Annotated[
        Words, Field(max_length=DESCRIPTION_MAX, examples=["下水道堵了，厨房反水，已经两天了"])
    ]
    phone: Annotated[str, Field(max_length=32, examples=["13812345678"])] | None = None
    address: Annotated[Words, Field(max_length=ADDRESS_MAX)] | None = None
    location: Point | None = None
    beneficiaries: Annotated[int, Field(ge=1, le=BENEFICIARIES_MAX, strict=True)] = 1
    target_groups: Annotated[list[TargetGroup], Field(max_length=13, default_factory=list)]
    urgency: Urgency = Urgency.NORMAL
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    occurred_at: Instant | None = None
    on_behalf: Represented | None = None
    external_ref: ExternalRef | None = None
    """`system:number`, where staff enter what another system holds; it is taken in once."""

    def filing(self) -> Filing:
        """The same as the use case takes it."""
        place, other = self.location, self.on_behalf
        return Filing(
            **self.model_dump(exclude={"location", "on_behalf"}),
            point=place.wgs84 if place else None,
            on_behalf=other is not None,
            person_id=other.person_id if other else None,
            household_id=other.household_id if other else None,
        )


class NeedFiled(NeedView):
    """The need, and what its reporter should know at once."""

    possible_duplicates: list[Alike]
    """Others that may be about the same; nothing is blocked by them."""
    advice: list[str]
    """Emergency numbers to call, in Chinese."""
    missing: list[str]
    """Which of who, when, where and course the report leaves open."""
    raised_to: Sensitivity | None
    """The sensitivity, where it had to be higher than asked for."""


def filed_view(filed: Filed) -> Any:
    """The need, seen with what came of its filing."""
    return merge(
        filed.need,
        possible_duplicates=filed.possible_duplicates,
        advice=filed.advice,
        missing=filed.missing,
        raised_to=filed.raised_to,
    )
