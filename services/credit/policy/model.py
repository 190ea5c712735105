"""One version of the earning policy."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.account.errors import FourEyes
from services.credit.entity import CreditEntity
from services.credit.policy.rules import Rates, rates_of
from services.credit.policy.states import POLICY, PolicyAction, PolicyState
from shared.contracts.credit import PolicyPublished
from shared.durations import Duration
from shared.orm import choice
from shared.policy import Parameter
from shared.records import fingerprint

NOTICE = Parameter(
    "credit.policy.notice",
    Duration,
    default=Duration(value=1, unit="day"),
    source="DESIGN.md §8: a change of policy touches nothing that is decided already",
)
"""How long before it holds a version must be published, so that no fact is converted meanwhile."""


class EarningPolicy(CreditEntity, kw_only=True):
    """Figures that hold in a region, for facts from `valid_from` until before `valid_to`.

    A draft is written by one officer, simulated, and published under the next `number` by another.
    From then on its figures never change: a conversion names the version it used, and must come
    out the same whenever it is repeated. A region has one published version at most; the next one
    supersedes it and ends its validity. Without a region it holds wherever no nearer one does.
    """

    __tablename__ = "earning_policy"
    __table_args__ = (
        CheckConstraint("(number IS NULL) = (state IN ('draft', 'simulated'))", name="number"),
        CheckConstraint("published_by <> drafted_by", name="four_eyes"),
        CheckConstraint("valid_to >= valid_from", name="validity"),
        Index(
            "uq_earning_policy_published",
            "region_id",
            unique=True,
            postgresql_where="state = 'published'",
        ),
    )

    number: Mapped[int | None] = mapped_column(unique=True, default=None)
    region_id: Mapped[UUID | None] = mapped_column(default=None)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None] = mapped_column(default=None)
    source: Mapped[str]
    document: Mapped[dict[str, Any]]
    state: Mapped[PolicyState] = mapped_column(choice(PolicyState, "state"), default=POLICY.initial)
    drafted_by: Mapped[UUID | None] = mapped_column(default=None)
    """Who wrote it as it now reads; nobody for the version that is shipped."""
    simulation_id: Mapped[UUID | None] = mapped_column(default=None)
    """The simulation of this very text."""
    published_by: Mapped[UUID | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def rates(self) -> Rates:
        """The figures, typed."""
        return rates_of(self.document)

    @property
    def household_days(self) -> int:
        """How many days back a household's orders are counted."""
        days: int = self.document["household_days"]
        return days

    @property
    def dispute_window(self) -> Duration:
        """How long a resident may dispute an order before his silence is final."""
        return Duration.model_validate(self.document["dispute_window"])

    def reopen(self, *, simulation_id: UUID | None = None) -> None:
        """It is written anew, or this simulation of it begins; an earlier one is void."""
        self.state = POLICY.after(self.state, PolicyAction.REOPEN)
        self.simulation_id = simulation_id

    def revise(self, *, by: UUID, **fields: Any) -> None:
        """Write the draft anew."""
        self.reopen()
        self.drafted_by = by
        for name, value in fields.items():
            setattr(self, name, value)

    def simulate(self) -> None:
        """What it would have meant for the past is known; a second officer may publish it."""
        self.state = POLICY.after(self.state, PolicyAction.SIMULATE)

    def publish(self, *, number: int, by: UUID, at: datetime) -> PolicyPublished:
        """Let it hold from its time on; never by who drafted it."""
        self.state = POLICY.after(self.state, PolicyAction.PUBLISH)
        if by == self.drafted_by:
            raise FourEyes
        assert self.region_id is not None, "only the shipped version holds everywhere"
        self.number, self.published_by, self.published_at = number, by, at
        return PolicyPublished(
            policy_id=self.id,
            number=number,
            region_id=self.region_id,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            source=self.source,
            document_sha256=fingerprint(self.document),
            at=at,
        )

    def supersede(self, *, since: datetime) -> None:
        """Make way for the region's next version; what already ended before stays so."""
        self.state = POLICY.after(self.state, PolicyAction.SUPERSEDE)
        self.valid_to = since if self.valid_to is None else min(since, self.valid_to)
