"""The classification: one decision about one need, never changed, only superseded."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.classification.rules import Route
from services.needs.entity import NeedsEntity
from shared.orm import PERSONAL, choice


class DecidedBy(StrEnum):
    """Who decided: a rule, a person, or the rule because no person confirmed it in time."""

    RULE = "rule"
    PERSON = "person"
    SILENCE = "silence"


class Classification(NeedsEntity, kw_only=True):
    """Why a need goes the way it goes, with everything needed to compute it again."""

    __tablename__ = "classification"
    __table_args__ = (Index("ix_classification_need_id_id", "need_id", "id"),)

    need_id: Mapped[UUID]
    region_id: Mapped[UUID]
    at: Mapped[datetime]
    rule: Mapped[str]
    rule_version: Mapped[int]
    route: Mapped[Route] = mapped_column(choice(Route, "route"))
    confidence: Mapped[float]
    features: Mapped[dict[str, Any]]
    thresholds: Mapped[dict[str, Any]]
    explanation: Mapped[list[Any]]
    """`[{rule, hit, zh, en}]`, in the order the rules were tried."""
    decided_by: Mapped[DecidedBy] = mapped_column(choice(DecidedBy, "decided_by"))
    decider_id: Mapped[UUID | None] = mapped_column(default=None)
    override_reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    confirm_by: Mapped[datetime | None] = mapped_column(default=None)
    """Set while the rules are unsure: until then a person may decide otherwise."""
