"""Who succeeds an organization that ended, and by which shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditEntity, CreditRow
from services.credit.succession.rules import WHOLE, Passing, dated, succession_told
from services.credit.transfer.model import Posting, TransferKind
from shared import ids

SOURCE = "registry.organization"
"""What the source of credits that pass on is called in the journal."""


@dataclass(frozen=True)
class Way:
    """The accounts between which credits pass on.

    What a successor gives back goes through the district's own, for it may have to be lent.
    """

    ended: UUID
    successor: UUID
    district: UUID


class Succession(CreditEntity, kw_only=True):
    """An organization that merged or was split; its id is the organization's.

    `turn` numbers the postings, so that each has its own key.
    """

    __tablename__ = "succession"

    ended_on: Mapped[date]
    turn: Mapped[int] = mapped_column(default=0)

    def postings(self, passing: Passing, *, shares: Mapping[UUID, int], way: Way) -> list[Posting]:
        """The transfers that pass credits on, or that take them back from the successor."""
        told = succession_told(passing, shares)
        if passing.amount > 0:
            return [self._posting(passing, told, way.ended, way.successor)]
        return [
            self._posting(passing, told, way.successor, way.district),
            self._posting(passing, told, way.district, way.ended),
        ]

    def _posting(
        self, passing: Passing, told: dict[str, Any], debit: UUID, credit: UUID
    ) -> Posting:
        self.turn += 1
        return Posting(
            key=ids.derived(self.id, f"{TransferKind.SUCCEED}:{self.turn}"),
            kind=TransferKind.SUCCEED,
            debit=debit,
            credit=credit,
            amount=abs(passing.amount),
            effective_on=dated(passing.year, self.ended_on),
            source_type=SOURCE,
            source_id=self.id,
            policy_id=None,
            explanation=told,
            arrears=passing.amount < 0,
        )


class SuccessionShare(CreditRow, kw_only=True):
    """What one successor takes over, in basis points."""

    __tablename__ = "succession_share"
    __table_args__ = (
        CheckConstraint(f"share > 0 AND share <= {WHOLE}", name="share"),
        Index("ix_succession_share_successor_id", "successor_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("succession.id"), primary_key=True)
    successor_id: Mapped[UUID] = mapped_column(primary_key=True)
    share: Mapped[int]
