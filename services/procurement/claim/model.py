"""The listing of a project, and the claims organizations make on it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.claim.errors import (
    AlreadyClaimed,
    ClaimLost,
    ClaimNotReady,
    ConfirmationOver,
    ListingClosed,
)
from services.procurement.claim.states import (
    ACTIVE,
    CLAIM,
    LISTING,
    RUNNING,
    Allocation,
    ClaimAction,
    ClaimState,
    ListingAction,
    ListingState,
)
from services.procurement.entity import ProcurementEntity
from shared.contracts.procurement import ClaimWon
from shared.money import Money
from shared.orm import choice, in_states
from shared.records import fingerprint


class Listing(ProcurementEntity, kw_only=True):
    """A project on the public claim list; the row whose lock decides who was first."""

    __tablename__ = "listing"
    __table_args__ = (
        Index("uq_listing_running", "project_id", unique=True, postgresql_where=in_states(RUNNING)),
        Index("ix_listing_project_id_id", "project_id", "id"),
        Index("ix_listing_state_id", "state", "id"),
        Index("ix_listing_region_id_id", "region_id", "id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"))
    region_id: Mapped[UUID]
    title: Mapped[str]
    value_fen: Mapped[int]
    """What all service items cost together: the value of the contract to come."""
    allocation: Mapped[Allocation] = mapped_column(choice(Allocation, "allocation"))
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    round_no: Mapped[int] = mapped_column(default=1)
    """How often it was open: a claim that came to nothing opens it again."""
    won_at: Mapped[datetime | None] = mapped_column(default=None)
    organization_id: Mapped[UUID | None] = mapped_column(default=None)
    """Who has it now; public from the moment of winning (公示)."""
    publicity_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[ListingState] = mapped_column(
        choice(ListingState, "state"), default=LISTING.initial
    )

    @property
    def value(self) -> Money:
        """What the contract will be worth."""
        return Money.of_fen(self.value_fen)

    def must_be_open(self, organization_id: UUID, *, at: datetime) -> None:
        """Refuse whoever comes second, and whoever comes too late."""
        if self.state is ListingState.TAKEN and self.won_at is not None:
            if self.organization_id == organization_id:
                raise AlreadyClaimed(won_at=self.won_at)
            raise ClaimLost(allocation=self.allocation, won_at=self.won_at)
        if self.state is not ListingState.OPEN or at >= self.closes_at:
            raise ListingClosed(state=self.state, closes_at=self.closes_at)

    def take(self, claim: "Claim") -> None:
        """Give it to the winner; everyone may know from now on."""
        self.move(ListingAction.TAKE)
        self.won_at, self.organization_id = claim.won_at, claim.organization_id
        self.publicity_ends_at = claim.publicity_ends_at

    def reopen(self, *, at: datetime, closes_at: datetime) -> None:
        """The claim came to nothing: others have a whole window again."""
        self.move(ListingAction.REOPEN)
        self.round_no += 1
        self.opened_at, self.closes_at = at, closes_at
        self.won_at = self.organization_id = self.publicity_ends_at = None

    def move(self, action: ListingAction) -> None:
        """Take the next step that the table allows."""
        self.state = LISTING.after(self.state, action)


class Claim(ProcurementEntity, kw_only=True):
    """One organization's claim on a listed project."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("value_fen > 0", name="value"),
        Index("uq_claim_active", "listing_id", unique=True, postgresql_where=in_states(ACTIVE)),
        Index("ix_claim_organization_id_id", "organization_id", "id"),
        Index("ix_claim_organization_id_won_at", "organization_id", "won_at"),
        Index("ix_claim_region_id_id", "region_id", "id"),
    )

    listing_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"))
    project_id: Mapped[UUID]
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    claimed_by: Mapped[UUID]
    value_fen: Mapped[int]
    project_sha256: Mapped[str]
    unit_prices: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """In fen, by the id of the item; None: as the project planned."""
    won_at: Mapped[datetime | None] = mapped_column(default=None)
    confirm_by: Mapped[datetime | None] = mapped_column(default=None)
    publicity_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    record_sha256: Mapped[str | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState, "state"), default=CLAIM.initial)

    @property
    def actions(self) -> list[ClaimAction]:
        """What the table allows next."""
        return CLAIM.allowed(self.state)

    @property
    def value(self) -> Money:
        """What the contract will be worth."""
        return Money.of_fen(self.value_fen)

    @property
    def record(self) -> dict[str, Any]:
        """Who won what and when, as it is fingerprinted; it holds the project's fingerprint."""
        return {
            "claim_id": str(self.id),
            "listing_id": str(self.listing_id),
            "project_id": str(self.project_id),
            "project_sha256": self.project_sha256,
            "organization_id": str(self.organization_id),
            "value_fen": self.value_fen,
            "won_at": self.won_at and self.won_at.astimezone(UTC).isoformat(),
        }

    def win(
        self, *, at: datetime, confirm_by: datetime | None, publicity_ends_at: datetime
    ) -> None:
        """Be the one; to be confirmed in time, if not at once, and to stand public scrutiny."""
        self._move(ClaimAction.WIN)
        self.won_at, self.confirm_by, self.publicity_ends_at = at, confirm_by, publicity_ends_at
        self.record_sha256 = fingerprint(self.record)

    def won(self, about: dict[str, Any]) -> ClaimWon:
        """The fact that it won; `about` is what every fact about the project carries."""
        assert self.publicity_ends_at is not None
        own = {"claim_id": self.id, "organization_id": self.organization_id}
        told = about | own | {"record_sha256": self.record_sha256}
        return ClaimWon(**told, publicity_ends_at=self.publicity_ends_at)

    def confirm(self, *, at: datetime) -> None:
        """The organization stands by it; at the very instant of expiry it is too late."""
        CLAIM.after(self.state, ClaimAction.CONFIRM)
        if self.confirm_by is not None and at >= self.confirm_by:
            raise ConfirmationOver(confirm_by=self.confirm_by)
        self._move(ClaimAction.CONFIRM)
        self.confirmed_at = at

    def contract(self, *, at: datetime) -> None:
        """A contract is drawn up on it, once it is confirmed and its publicity is over."""
        ends = self.publicity_ends_at
        if self.state is not ClaimState.CONFIRMED or ends is None or at < ends:
            raise ClaimNotReady(state=self.state, publicity_ends_at=ends)
        self._move(ClaimAction.CONTRACT)

    def end(self, action: ClaimAction, *, reason: str | None, at: datetime) -> None:
        """It comes to nothing, or its contract is over."""
        self._move(action)
        self.ended_at, self.end_reason = at, reason

    def _move(self, action: ClaimAction) -> None:
        self.state = CLAIM.after(self.state, action)
