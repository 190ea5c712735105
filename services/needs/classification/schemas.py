"""Classifications as the API shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.needs.classification.model import DecidedBy
from services.needs.classification.rules import Route
from services.needs.contact.schemas import Nameless
from shared.schemas import Input, View, Words

REASON_MIN, REASON_MAX = 10, 1000
"""Length of an override's reason, in characters (spec/needs.md §2.4)."""


class Override(Input):
    """The way a person chooses, and why."""

    route: Route
    override_reason: Annotated[Words, Field(min_length=REASON_MIN, max_length=REASON_MAX), Nameless]


class ReasonView(View):
    """One rule that was tried, with its numbers."""

    rule: str
    hit: bool
    zh: str
    en: str


class PreviewView(View):
    """What the rules would say now."""

    rule: str
    rule_version: int
    route: Route
    confidence: float
    explanation: list[ReasonView]
    features: dict[str, Any]
    thresholds: dict[str, Any]


class ClassificationView(PreviewView):
    """A decision about a need, with everything needed to compute it again."""

    id: UUID
    need_id: UUID
    at: datetime
    decided_by: DecidedBy
    override_reason: str | None
    confirm_by: datetime | None
    """Set while the rules are unsure: until then a person may decide otherwise."""


class ClassificationsView(View):
    """Every decision about a need, the one in force first."""

    items: list[ClassificationView]
