"""Earning policies as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from services.credit.policy.model import EarningPolicy
from services.credit.policy.rules import described
from services.credit.policy.states import PolicyState
from shared.durations import Duration
from shared.schemas import Input, Instant, View, Words

Factor = Annotated[int, Field(ge=0, le=100_000, strict=True)]
"""In basis points; ten times is far beyond every policy."""
Count = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Kind = Annotated[str, Field(pattern="^[a-z][a-z_]{0,39}$")]


class Figures(Input):
    """Every figure of an earning policy; factors are in basis points, 10000 is one."""

    bands: Annotated[
        list[tuple[Count | None, Annotated[int, Field(ge=0, le=10_000, strict=True)]]],
        Field(min_length=1, max_length=10, examples=[[[50, 10], [250, 5], [None, 2]]]),
    ]
    """Up to how many people (null: without end) each one counts how much, band by band."""
    kinds: Annotated[dict[Kind, Factor], Field(min_length=1, max_length=50)]
    vulnerable: Factor
    ratings: Annotated[dict[Literal["1", "2", "3", "4", "5"], Factor], Field(min_length=5)]
    unanswered: Factor
    household_turns: Annotated[list[Factor], Field(min_length=1, max_length=20)]
    household_days: Annotated[int, Field(ge=1, le=366, strict=True)]
    daily_orders_per_member: Annotated[int, Field(ge=1, le=1_000, strict=True)]
    dispute_window: Duration


class EarningPolicyDraft(Input):
    """A version that is to hold in a region from a moment on, until the next one or `valid_to`."""

    region_id: UUID
    valid_from: Instant
    valid_to: Instant | None = None
    source: Annotated[Words, Field(max_length=500, examples=["太民发〔2026〕12号"])]
    document: Figures

    def kept(self) -> dict[str, Any]:
        """The draft as it is stored."""
        plain = {name: getattr(self, name) for name in type(self).model_fields}
        return plain | {"document": self.document.model_dump(mode="json")}


class EarningPolicyView(View):
    """A published version, with every figure it holds and what they say in words.

    `superseded` is a version that the region's next one ends; it holds until `valid_to`.
    """

    id: UUID
    version: int
    number: int | None
    region_id: UUID | None
    state: PolicyState
    valid_from: datetime
    valid_to: datetime | None
    published_at: datetime | None
    source: str
    document: dict[str, Any]
    zh: list[str]
    en: list[str]

    @classmethod
    def of(cls, policy: EarningPolicy) -> Self:
        """A version, put into words; flush first, it carries the version of the row."""
        zh, en = described(policy.rates, dispute_window=policy.dispute_window)
        plain = {*cls.model_fields} - {"zh", "en"}
        return cls(**{name: getattr(policy, name) for name in plain}, zh=zh, en=en)


class EarningPolicyDraftView(EarningPolicyView):
    """A version with the officers who made it; without a number it holds nowhere yet."""

    simulation_id: UUID | None
    drafted_by: UUID | None
    published_by: UUID | None
