"""The order: what it knows and what it refuses."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.order.errors import FeeAboveCap, OfferGone, TooEarly, WindowClosed
from services.needs.order.states import LIVE, ORDER, OrderAction, OrderMode, OrderState
from shared.contracts import needs as facts
from shared.money import Money
from shared.orm import PERSONAL, choice, in_states


class Order(NeedsEntity, kw_only=True):
    """A need offered to one team; the need's own data stay with the need."""

    __tablename__ = "dispatch_order"
    __table_args__ = (
        CheckConstraint("fee_fen BETWEEN 0 AND cap_fen", name="fee_within_cap"),
        Index("uq_dispatch_order_live", "need_id", unique=True, postgresql_where=in_states(LIVE)),
        Index("ix_dispatch_order_need_id", "need_id", "search"),
        Index("ix_dispatch_order_load", "team_id", "offered_at"),
        Index("ix_dispatch_order_use", "menu_item_id", "offered_at"),
        Index("ix_dispatch_order_region_id_id", "region_id", "id"),
        Index("ix_dispatch_order_organization_id_id", "organization_id", "id"),
        Index("ix_dispatch_order_reporter_person_id_id", "reporter_person_id", "id"),
    )

    need_id: Mapped[UUID]
    region_id: Mapped[UUID]
    category_code: Mapped[str]
    reporter_person_id: Mapped[UUID | None]
    team_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    menu_item_id: Mapped[UUID]
    mode: Mapped[OrderMode] = mapped_column(choice(OrderMode, "mode"))
    search: Mapped[int]
    """Which search for a team of this need, from 1; a new one does not count old refusals."""
    attempt: Mapped[int]
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """None where the team claimed the need itself."""
    cap_fen: Mapped[int]
    """The menu's price cap when the order was made; 0: free."""
    arrive_minutes: Mapped[int]
    ranking: Mapped[list[Any]]
    """Why this team: the candidates with their scores and terms, best first."""
    assigned_reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    lapses_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    fee_fen: Mapped[int] = mapped_column(default=0)
    state: Mapped[OrderState] = mapped_column(choice(OrderState, "state"), default=ORDER.initial)

    @property
    def arrive_by(self) -> datetime | None:
        """When the team promised to be there."""
        return self.accepted_at and self.accepted_at + timedelta(minutes=self.arrive_minutes)

    @property
    def cap(self) -> Money:
        """The menu's price cap when the order was made; zero: free."""
        return Money.of_fen(self.cap_fen)

    @property
    def fee(self) -> Money:
        """What the resident paid."""
        return Money.of_fen(self.fee_fen)

    @property
    def actions(self) -> list[OrderAction]:
        """What the table allows next."""
        return ORDER.allowed(self.state)

    def offer(self) -> facts.OrderOffered:
        """Ask the team; until `expires_at` nobody else is asked in its place."""
        assert self.expires_at is not None
        return facts.OrderOffered(
            **self._about(self.offered_at), attempt=self.attempt, expires_at=self.expires_at
        )

    def accept(self, *, at: datetime) -> facts.OrderAccepted:
        """Take the order; at the very instant of expiry it is already too late."""
        self.must_be_open(at=at)
        self._move(OrderAction.ACCEPT)
        self.accepted_at = at
        return facts.OrderAccepted(**self._about(at))

    def decline(self, *, reason: str, at: datetime) -> facts.OrderDeclined:
        """Say no; the next team is asked."""
        self.must_be_open(at=at)
        self._end(OrderAction.DECLINE, reason, at)
        return facts.OrderDeclined(**self._about(at))

    def expire(self, *, at: datetime) -> facts.OrderExpired:
        """The team did not answer; the next one is asked."""
        self._end(OrderAction.EXPIRE, None, at)
        return facts.OrderExpired(**self._about(at))

    def recall(self, *, reason: str, at: datetime) -> None:
        """Take back an offer nobody has accepted."""
        self._end(OrderAction.RECALL, reason, at)

    def depart(self) -> None:
        """The team is on its way."""
        self._move(OrderAction.DEPART)

    def arrive(self, *, at: datetime) -> None:
        """The team is where the need is, proved by position or by the resident's code."""
        self._move(OrderAction.ARRIVE)
        self.arrived_at = at

    def complete(self, *, fee_fen: int, lapses_at: datetime, at: datetime) -> facts.OrderDone:
        """Say that the work is done; the resident has until `lapses_at` to answer."""
        if fee_fen > self.cap_fen:
            raise FeeAboveCap("/fee", fee_fen, self.cap_fen, self.cap.amount)
        self._move(OrderAction.COMPLETE)
        self.fee_fen = fee_fen
        self.done_at = at
        self.lapses_at = lapses_at
        return facts.OrderDone(**self._about(at))

    def confirm(self, *, at: datetime, service: dict[str, Any]) -> facts.OrderConfirmed:
        """The service took place; `service` is what the credit bank needs to know of it."""
        self._end(OrderAction.CONFIRM, None, at)
        return facts.OrderConfirmed(**self._about(at), minutes=self.minutes, **service)

    def dispute(self, *, reason: str, at: datetime) -> facts.OrderDisputed:
        """The resident says it is not so; possible until the window closes, confirmed or not."""
        if self.lapses_at is not None and at >= self.lapses_at:
            raise WindowClosed(closed_at=self.lapses_at)
        self._end(OrderAction.DISPUTE, reason, at)
        return facts.OrderDisputed(**self._about(at))

    def break_off(self, action: OrderAction, *, reason: str, at: datetime) -> facts.OrderFailed:
        """The order ends without service: failed, not shown up, or given to another team."""
        self.must_allow(action)
        if action is OrderAction.REPORT_NO_SHOW and self.arrive_by and at < self.arrive_by:
            raise TooEarly(arrive_by=self.arrive_by)
        self._end(action, reason, at)
        return facts.OrderFailed(**self._about(at), reason=self.state)

    @property
    def minutes(self) -> int:
        """Minutes on site, rounded up; at least one."""
        assert self.arrived_at is not None
        assert self.done_at is not None
        return max(1, -(-int((self.done_at - self.arrived_at).total_seconds()) // 60))

    def must_allow(self, action: OrderAction) -> None:
        """Refuse what the table does not allow now, before anything else is looked at."""
        ORDER.after(self.state, action)

    def must_be_open(self, *, at: datetime) -> None:
        """Refuse whoever comes too late, whatever took the offer away."""
        late = self.expires_at is not None and at >= self.expires_at
        if late or self.state is not OrderState.OFFERED:
            raise OfferGone(state=self.state, expires_at=self.expires_at)

    def _move(self, action: OrderAction) -> None:
        self.state = ORDER.after(self.state, action)

    def _end(self, action: OrderAction, reason: str | None, at: datetime) -> None:
        self._move(action)
        self.ended_at = at
        self.end_reason = reason

    def _about(self, at: datetime) -> dict[str, Any]:
        return {
            "order_id": self.id,
            "need_id": self.need_id,
            "team_id": self.team_id,
            "organization_id": self.organization_id,
            "region_id": self.region_id,
            "at": at,
        }
