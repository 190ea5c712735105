"""The need: what it knows and what it refuses."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.classification.model import Classification
from services.needs.classification.rules import Route
from services.needs.entity import NeedsEntity
from services.needs.need.errors import AskedBefore, OrderConfirmsNeed, ReopenedTooOften
from services.needs.need.rules import (
    REOPEN_MAX,
    Basis,
    Channel,
    Kind,
    RefusalReason,
    Relation,
    Sensitivity,
    Urgency,
    stricter,
)
from services.needs.need.states import NEED, SERVED, NeedAction, NeedState
from shared.contracts import needs as facts
from shared.orm import PERSONAL, choice

DUE_FIRST = text("coalesce(due_at, 'infinity'::timestamptz)")


class Need(NeedsEntity, kw_only=True):
    """What a resident asks of the community."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("beneficiaries > 0", name="beneficiaries"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),
        Index("ix_need_region_id_id", "region_id", "id"),
        Index("ix_need_state_id", "state", "id"),
        Index("ix_need_reporter", "reporter_person_id", "submitted_at"),
        Index("ix_need_alike", "category_code", "region_id", "submitted_at"),
        Index("ix_need_near", "category_code", "latitude", "longitude"),
        Index("ix_need_due_first", DUE_FIRST, "id", postgresql_where="state = 'classified'"),
    )

    need_no: Mapped[str] = mapped_column(unique=True)
    region_id: Mapped[UUID]
    category_code: Mapped[str]
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    relation: Mapped[Relation] = mapped_column(choice(Relation, "relation"))
    title: Mapped[str] = mapped_column(info=PERSONAL)
    description: Mapped[str] = mapped_column(info=PERSONAL)
    filed_by_id: Mapped[UUID]
    reporter_person_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    phone_enc: Mapped[bytes | None]
    phone_blind: Mapped[bytes | None] = mapped_column(index=True)
    address_enc: Mapped[bytes | None]
    latitude: Mapped[float | None] = mapped_column(info=PERSONAL)
    longitude: Mapped[float | None] = mapped_column(info=PERSONAL)
    """WGS84 degrees."""
    beneficiaries: Mapped[int]
    target_groups: Mapped[list[Any]] = mapped_column(info=PERSONAL)
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    sensitivity: Mapped[Sensitivity] = mapped_column(choice(Sensitivity, "sensitivity"))
    occurred_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime]
    state: Mapped[NeedState] = mapped_column(choice(NeedState, "state"), default=NEED.initial)
    route: Mapped[Route | None] = mapped_column(choice(Route, "route"), default=None)
    first_receiver_id: Mapped[UUID | None] = mapped_column(default=None)
    """The account that accepted, or the community when a menu item did: answerable for life."""
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the need must be finished; a cache of its clock."""
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    question: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    information: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    refusal_reason: Mapped[RefusalReason | None] = mapped_column(
        choice(RefusalReason, "refusal_reason"), default=None
    )
    refusal_text: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    result: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    dispute_until: Mapped[datetime | None] = mapped_column(default=None)
    called_back_at: Mapped[datetime | None] = mapped_column(default=None)
    basis: Mapped[Basis | None] = mapped_column(choice(Basis, "basis"), default=None)
    dispute_reason: Mapped[str | None] = mapped_column(default=None, info=PERSONAL)
    reopen_count: Mapped[int] = mapped_column(default=0)
    external_ref: Mapped[str | None] = mapped_column(unique=True, default=None)
    """Its number where it came from, `system:number`: nothing comes in twice."""
    sketch: Mapped[bytes | None] = mapped_column(default=None)
    """What its words are compared by; see duplicate/rules.py."""

    @property
    def actions(self) -> list[NeedAction]:
        """What the table allows now."""
        return NEED.allowed(self.state)

    def _about(self, at: datetime) -> dict[str, Any]:
        return {"need_id": self.id, "region_id": self.region_id, "at": at}

    def submitted(self) -> facts.NeedSubmitted:
        """The fact that the need was filed."""
        names = ("category_code", "channel", "kind", "urgency")
        said = {name: getattr(self, name) for name in names}
        return facts.NeedSubmitted(**self._about(self.submitted_at), **said)

    def move(self, action: NeedAction) -> None:
        """Go where the table leads."""
        self.state = NEED.after(self.state, action)

    def accept(self, *, receiver_id: UUID, at: datetime) -> facts.NeedAccepted:
        """Take the need on; the receiver stays answerable to the resident."""
        self.move(NeedAction.ACCEPT)
        self.first_receiver_id = receiver_id
        return facts.NeedAccepted(**self._about(at), first_receiver_id=receiver_id)

    def ask(self, *, question: str, at: datetime) -> facts.NeedInfoRequested:
        """Ask for everything that is missing, once."""
        asked = NEED.after(self.state, NeedAction.ASK_INFO)  # what is advised must be possible
        if self.asked_at is not None:
            raise AskedBefore(asked_at=self.asked_at)
        self.state, self.question, self.asked_at = asked, question, at
        return facts.NeedInfoRequested(**self._about(at))

    def supply(self, *, information: str) -> None:
        """Add what was asked for; the receiver decides again."""
        self.move(NeedAction.SUPPLY_INFO)
        self.information = information

    def refuse(self, *, reason: RefusalReason, text: str, at: datetime) -> facts.NeedRefused:
        """Say no, why, and where to go instead."""
        self.move(NeedAction.REFUSE)
        self.refusal_reason, self.refusal_text = reason, text
        return facts.NeedRefused(**self._about(at), reason=reason)

    def classify(self, decision: Classification) -> facts.NeedClassified:
        """Choose the way the need goes."""
        self.move(NeedAction.CLASSIFY)
        self.route = decision.route
        said = {name: getattr(decision, name) for name in ("rule", "rule_version", "decided_by")}
        return facts.NeedClassified(**self._about(decision.at), **said, route=self.route)

    def recategorize(
        self, *, code: str, least: Sensitivity, at: datetime
    ) -> facts.NeedRecategorized:
        """Say what it is really about: its way is open again, its sensitivity never falls."""
        self.move(NeedAction.RECATEGORIZE)
        before, self.category_code, self.route = self.category_code, code, None
        self.sensitivity = stricter(self.sensitivity, least)
        return facts.NeedRecategorized(**self._about(at), category_code=code, before=before)

    def serve(self, *, action: NeedAction, at: datetime) -> facts.NeedInService:
        """Someone is at work: a team (SERVE) or the one who answers (ANSWER)."""
        self.move(action)
        return facts.NeedInService(**self._about(at))

    def start_project(self, *, route: Route) -> None:
        """A project takes the need up; its dates are the project's, not promised here."""
        self.move(NeedAction.START_PROJECT)
        self.route, self.due_at = route, None

    def stop_project(self) -> None:
        """The project came to nothing: a person chooses another way."""
        self.move(NeedAction.STOP_PROJECT)
        self.route = None

    def must_have_no_order(self) -> None:
        """A need that a team serves is resolved and confirmed with its order."""
        if self.route is Route.MENU and self.state in SERVED:
            raise OrderConfirmsNeed(need_id=self.id)

    def resolve(self, *, result: str | None, at: datetime) -> facts.NeedResolved:
        """Say that the need is met; the reporter confirms or disputes."""
        self.move(NeedAction.RESOLVE)
        self.result, self.resolved_at = result, at
        return facts.NeedResolved(**self._about(at))

    def close(self, *, basis: Basis, at: datetime) -> facts.NeedClosed:
        """End the need, confirmed or because the window lapsed."""
        self.move(NeedAction.CLOSE)
        self.basis = basis
        return facts.NeedClosed(**self._about(at), basis=basis)

    def reopen(self, *, reason: str, at: datetime) -> facts.NeedReopened:
        """Do it again: the reporter says that the need is not met."""
        if self.reopen_count >= REOPEN_MAX:
            raise ReopenedTooOften(limit=REOPEN_MAX)
        self.move(NeedAction.DISPUTE)
        self.reopen_count += 1
        self.dispute_reason, self.route, self.basis = reason, None, None
        self.resolved_at = self.dispute_until = self.called_back_at = None
        return facts.NeedReopened(**self._about(at), reopen_count=self.reopen_count)

    def withdraw(self, *, basis: Basis, at: datetime) -> facts.NeedWithdrawn:
        """Take the need back."""
        self.move(NeedAction.WITHDRAW)
        self.basis = basis
        return facts.NeedWithdrawn(**self._about(at))
