"""A request to move credits by hand."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.account.errors import FourEyes
from services.credit.entity import CreditEntity
from services.credit.grant.rules import check_month
from services.credit.grant.states import GRANT, GrantAction, GrantState
from services.credit.transfer.model import Posting, TransferKind
from services.credit.transfer.rules import told
from shared import ids
from shared.orm import choice

SOURCE = "credit.grant"
"""What the source of credits moved by hand is called in the journal."""


@dataclass(frozen=True)
class Wish:
    """A line as someone asks for it; a side left out is the district's own account."""

    debit: UUID | None
    credit: UUID | None
    amount: int
    effective_on: date
    place: str = ""
    """The pointer to it in the body, where the body is more than this line."""


@dataclass(frozen=True)
class Line:
    """One movement: `debit` gives and `credit` receives."""

    debit: UUID
    credit: UUID
    amount: int
    effective_on: date

    def stored(self) -> dict[str, Any]:
        """The line as the grant keeps it."""
        return {
            key: value if key == "amount" else str(value) for key, value in asdict(self).items()
        }

    @classmethod
    def read(cls, stored: Sequence[dict[str, Any]]) -> "list[Line]":
        """The lines a grant kept: a thousand of a few accounts, and each id is read once."""
        sides = {line[side] for line in stored for side in ("debit", "credit")}
        account = {side: UUID(side) for side in sides}
        return [
            cls(
                account[line["debit"]],
                account[line["credit"]],
                line["amount"],
                date.fromisoformat(line["effective_on"]),
            )
            for line in stored
        ]


class Grant(CreditEntity, kw_only=True):
    """Credits to be granted, adjusted or reversed by hand: one officer proposes, another decides.

    `whole` says that of several lines all are posted or none; `outcomes` what became of each.
    `region_id` was the home of the first line's holder then.
    """

    __tablename__ = "grant_request"
    __table_args__ = (CheckConstraint("decided_by <> proposed_by", name="four_eyes"),)

    region_id: Mapped[UUID]
    kind: Mapped[TransferKind] = mapped_column(choice(TransferKind, "kind"))
    lines: Mapped[list[Any]]
    whole: Mapped[bool]
    reason: Mapped[str]
    evidence: Mapped[list[Any]]
    proposed_by: Mapped[UUID]
    reverses: Mapped[UUID | None] = mapped_column(default=None)
    state: Mapped[GrantState] = mapped_column(choice(GrantState, "state"), default=GRANT.initial)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    decision: Mapped[str | None] = mapped_column(default=None)
    outcomes: Mapped[list[Any] | None] = mapped_column(default=None)

    @property
    def sides(self) -> set[UUID]:
        """The accounts its lines name."""
        return {side for line in Line.read(self.lines) for side in (line.debit, line.credit)}

    def decided(self, action: GrantAction, *, by: UUID) -> GrantState:
        """What approving or rejecting it leads to; never by who proposed it."""
        state = GRANT.after(self.state, action)
        if by == self.proposed_by:
            raise FourEyes
        return state

    def decide(self, action: GrantAction, *, by: UUID, reason: str | None) -> None:
        """Approve or reject it."""
        self.state = self.decided(action, by=by)
        self.decided_by, self.decision = by, reason

    def check_months(self, *, today: date) -> None:
        """Refuse what is new where its month was closed meanwhile."""
        for index, line in enumerate(self.lines if self.kind is TransferKind.GRANT else ()):
            day = date.fromisoformat(line["effective_on"])
            check_month(day, today=today, pointer=f"/lines/{index}/effective_on")

    def postings(self, *, opening: AbstractSet[UUID]) -> list[Posting]:
        """What the ledger is asked for, one posting a line.

        What comes from one of the `opening` accounts, or is corrected there, was earned before the
        platform; what is reversed is reversed.
        """
        kind, reason = self.kind, self.reason
        opening = opening if self.reverses is None else set()
        inputs = {"reason": self.reason, "evidence": self.evidence}
        alike: dict[str, Any] = {  # a thousand lines share it: each look at a column takes time
            "source_type": SOURCE,
            "source_id": self.id,
            "policy_id": None,
            "reverses": self.reverses,
            "arrears": self.reverses is not None,
        }
        return [
            Posting(
                key=ids.derived(alike["source_id"], str(index)),
                kind=TransferKind.OPENING if opening & {line.debit, line.credit} else kind,
                debit=line.debit,
                credit=line.credit,
                amount=line.amount,
                effective_on=line.effective_on,
                explanation=told(
                    amount=line.amount,
                    zh=f"人工记账 {line.amount} 积分：{reason}",
                    en=f"{line.amount} credits posted by hand: {reason}",
                    inputs=inputs,
                ),
                **alike,
            )
            for index, line in enumerate(Line.read(self.lines))
        ]
