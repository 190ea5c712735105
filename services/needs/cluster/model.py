"""The cluster: what is known about a common demand, and what it refuses."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.classification.rules import Route
from services.needs.cluster.rules import Tally, falls_below
from services.needs.cluster.states import CLUSTER, COUNTED, LIVE, ClusterAction, ClusterState
from services.needs.entity import NeedsEntity
from shared.contracts.needs import ClusterDissolved, ClusterProposed
from shared.orm import choice, in_states


class Cluster(NeedsEntity, kw_only=True):
    """The same thing asked for by several households of a community."""

    __tablename__ = "cluster"
    __table_args__ = (
        Index(
            "uq_cluster_live",
            "category_code",
            "region_id",
            unique=True,
            postgresql_where=in_states(LIVE),
        ),
        Index("ix_cluster_region_id_id", "region_id", "id"),
    )

    region_id: Mapped[UUID]
    category_code: Mapped[str]
    public_summary: Mapped[str] = mapped_column(default="")
    households: Mapped[int] = mapped_column(default=0)
    need_count: Mapped[int] = mapped_column(default=0)
    figures: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """D, P, S, B, C and U as the rules saw them last."""
    rule: Mapped[str | None] = mapped_column(default=None)
    route: Mapped[Route | None] = mapped_column(choice(Route, "route"), default=None)
    """The rule that made it hot, and its way; None while it is only watched."""
    hot_at: Mapped[datetime | None] = mapped_column(default=None)
    proposed_at: Mapped[datetime | None] = mapped_column(default=None)
    proposer_id: Mapped[UUID | None] = mapped_column(default=None)
    brief: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    snapshot_sha256: Mapped[str | None] = mapped_column(default=None)
    resolution_id: Mapped[UUID | None] = mapped_column(default=None)
    resolution_sha256: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ClusterState] = mapped_column(
        choice(ClusterState, "state"), default=CLUSTER.initial
    )

    @property
    def actions(self) -> list[ClusterAction]:
        """What the table allows next."""
        return CLUSTER.allowed(self.state)

    def recount(
        self, counted: Tally, *, least: int, keep: float, at: datetime
    ) -> ClusterDissolved | None:
        """Follow the demand: hot, watched, or gone. `least` households are watched."""
        assert self.state in COUNTED
        self.households, self.need_count = counted.households, counted.needs
        self.figures = counted.figures
        if counted.hot:
            self._heat(counted, at)
        elif self.state is ClusterState.HOT and (
            counted.disputed or falls_below(counted.strength(self.rule), limit=1.0, keep=keep)
        ):
            self._move(ClusterAction.COOL)
            self.rule = self.route = self.hot_at = None
        watched = self.state is ClusterState.WATCHING
        if watched and falls_below(counted.households, limit=least, keep=keep):
            self._end(ClusterAction.DISSOLVE, None, at)
            return self._gone(at)
        return None

    def propose(
        self, *, brief: dict[str, Any], snapshot_sha256: str, proposer_id: UUID, at: datetime
    ) -> ClusterProposed:
        """Put the demand to those who can make a project of it; its figures stay as they are."""
        self._move(ClusterAction.PROPOSE)
        self.brief, self.snapshot_sha256 = brief, snapshot_sha256
        self.proposer_id, self.proposed_at = proposer_id, at
        return ClusterProposed(
            cluster_id=self.id,
            region_id=self.region_id,
            category_code=self.category_code,
            title=brief["title"],
            summary=brief["summary"],
            households=self.households,
            need_count=self.need_count,
            target_groups=[*brief["target_groups"]],
            route=brief["route"],
            rule=brief["rule"],
            snapshot_sha256=snapshot_sha256,
            at=at,
            resolution_id=self.resolution_id,
            resolution_sha256=self.resolution_sha256,
        )

    def settle(self, *, resolution_id: UUID, sha256: str) -> None:
        """The place deliberated on it, and its resolution is in effect."""
        self.resolution_id, self.resolution_sha256 = resolution_id, sha256

    def adopt(self) -> None:
        """A project was made of it, with money reserved."""
        self._move(ClusterAction.ADOPT)

    def decline(self, *, reason: str, at: datetime) -> ClusterDissolved:
        """Nothing comes of the brief; the demand is counted anew in another cluster."""
        self._end(ClusterAction.DECLINE, reason, at)
        return self._gone(at)

    def fulfill(self, *, at: datetime) -> None:
        """The project was evaluated and settled."""
        self._end(ClusterAction.FULFILL, None, at)

    @property
    def resolution(self) -> dict[str, str] | None:
        """The resolution by which the place settled its dispute, as a brief names it."""
        if self.resolution_id is None or self.resolution_sha256 is None:
            return None
        return {"id": str(self.resolution_id), "sha256": self.resolution_sha256}

    def must_allow(self, action: ClusterAction) -> None:
        """Refuse what the table does not allow now, before anything else is looked at."""
        CLUSTER.after(self.state, action)

    def _heat(self, counted: Tally, at: datetime) -> None:
        if self.state is ClusterState.WATCHING:
            self._move(ClusterAction.HEAT)
            self.hot_at = at
        self.rule, self.route = counted.rule, counted.route

    def _end(self, action: ClusterAction, reason: str | None, at: datetime) -> None:
        self._move(action)
        self.ended_at, self.end_reason = at, reason

    def _gone(self, at: datetime) -> ClusterDissolved:
        return ClusterDissolved(cluster_id=self.id, region_id=self.region_id, at=at)

    def _move(self, action: ClusterAction) -> None:
        self.state = CLUSTER.after(self.state, action)
