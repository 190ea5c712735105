"""One version of the earning policy."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditEntity
from services.credit.policy.rules import Rates, rates_of
from shared.durations import Duration


class EarningPolicy(CreditEntity, kw_only=True):
    """Figures that hold in a region, for facts from `valid_from` until before `valid_to`.

    A version is never edited: a conversion names the one it used, and must come out the same
    whenever it is repeated. Without a region it holds wherever no nearer one does.
    """

    __tablename__ = "earning_policy"

    number: Mapped[int] = mapped_column(unique=True)
    region_id: Mapped[UUID | None] = mapped_column(default=None)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None] = mapped_column(default=None)
    source: Mapped[str]
    document: Mapped[dict[str, Any]]

    @property
    def rates(self) -> Rates:
        """The figures, typed."""
        return rates_of(self.document)

    @property
    def dispute_window(self) -> Duration:
        """How long a resident may dispute an order before his silence is final."""
        return Duration.model_validate(self.document["dispute_window"])
