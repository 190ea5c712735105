"""Until when a need that is over keeps its contact, and what is destroyed then."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow
from services.needs.need.model import Need

DESTROYED = "（已删除）"
"""Stands for words that may not be missing."""


class Retention(NeedsRow, kw_only=True):
    """A need that is over; the row goes with what it is about, or when the need is reopened."""

    __tablename__ = "retention"
    __table_args__ = (Index("ix_retention_until", "until"),)

    need_id: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[datetime]


def forget_contact(need: Need) -> None:
    """Destroy whom to reach and where exactly it was; what it was about stays."""
    need.phone_enc = need.phone_blind = need.address_enc = None
    need.latitude = need.longitude = None


def forget_words(need: Need) -> None:
    """Destroy what was written about it, too: its kind, its way and its dates stay."""
    need.title = need.description = DESTROYED
    need.question = need.information = need.refusal_text = None
    need.result = need.dispute_reason = need.sketch = None
    need.target_groups = []
