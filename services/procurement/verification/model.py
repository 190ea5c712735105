"""A sample of one contract's logs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.verification.rules import seed
from services.procurement.verification.states import SAMPLE, SampleAction, SampleState
from shared.orm import choice


class Sample(ProcurementEntity, kw_only=True):
    """The logs of one period, which of them are checked, and how that was drawn."""

    __tablename__ = "sample"
    __table_args__ = (
        Index("ix_sample_contract_id_id", "contract_id", "id"),
        Index("ix_sample_region_id_id", "region_id", "id"),
        Index("ix_sample_organization_id_id", "organization_id", "id"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    pool_size: Mapped[int]
    pool_sha256: Mapped[str]
    commitment: Mapped[str]
    """SHA-256 of the secret, published before the draw."""
    sealed_secret: Mapped[bytes]
    frozen_at: Mapped[datetime]
    secret: Mapped[str | None] = mapped_column(default=None)
    """Revealed by the draw."""
    word: Mapped[str | None] = mapped_column(default=None)
    """What the buyer's side added."""
    seed: Mapped[str | None] = mapped_column(default=None)
    drawn_size: Mapped[int] = mapped_column(default=0)
    full: Mapped[bool] = mapped_column(default=False)
    """Everything is checked, so nothing is extrapolated."""
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[SampleState] = mapped_column(choice(SampleState, "state"), default=SAMPLE.initial)

    @property
    def actions(self) -> list[Any]:
        """What the table allows next."""
        return SAMPLE.allowed(self.state)

    def reveal(self, *, secret: str, word: str) -> str:
        """Put both sides' parts together; answers the seed of the draw."""
        self._move(SampleAction.DRAW)
        self.secret, self.word = secret, word
        self.seed = seed(secret, word, self.pool_sha256)
        return self.seed

    def widen(self) -> None:
        """Check every log of the pool."""
        self._move(SampleAction.WIDEN)
        self.full = True
        self.drawn_size = self.pool_size

    def close(self, *, at: datetime) -> None:
        """Everything drawn is decided; the rest is accepted."""
        self._move(SampleAction.CLOSE)
        self.closed_at = at

    def _move(self, action: SampleAction) -> None:
        self.state = SAMPLE.after(self.state, action)
