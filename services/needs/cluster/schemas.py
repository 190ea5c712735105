"""Clusters as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.needs.classification.rules import Route
from services.needs.cluster.states import ClusterAction, ClusterState
from services.needs.need.rules import Urgency
from services.needs.need.states import NeedState
from shared.schemas import View


class ClusterView(View):
    """A common demand, in figures."""

    id: UUID
    version: int
    region_id: UUID
    category_code: str
    state: ClusterState
    actions: list[ClusterAction]
    """What the table of states allows next; most of it happens by itself."""
    public_summary: str
    households: int
    need_count: int
    figures: dict[str, float]
    """demand D, professionality P, dispersion S, breadth B, controversy C, utilization U."""
    rule: str | None
    route: Route | None
    hot_at: datetime | None
    proposed_at: datetime | None
    brief: dict[str, Any] | None
    snapshot_sha256: str | None
    """SHA-256 of the canonical JSON (RFC 8785) of {brief, need_ids}, the ids sorted, as text."""
    resolution_id: UUID | None
    """The resolution in effect by which the place settled its dispute."""
    ended_at: datetime | None
    end_reason: str | None


class MemberView(View):
    """A need of the cluster, without its words."""

    id: UUID
    need_no: str
    state: NeedState
    route: Route | None
    urgency: Urgency
    submitted_at: datetime
