"""Trails as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.needs.membership.schemas import MembershipView
from services.needs.need.states import NeedState
from services.needs.trail.states import StepKind
from shared.schemas import View


class StepView(View):
    """One step, with the hash by which its record can be proved."""

    kind: StepKind
    at: datetime
    record_sha256: str | None
    """SHA-256 in hex. Of a filing: its audit record, see the need's history; of a brief: the
    cluster's snapshot; of the others: the record that procurement keeps. A rejection has none."""
    facts: dict[str, Any]
    """Ids and public figures, such as `project_id`, `contract_id`, `amount_fen` or `reason`."""


class TrailView(View):
    """What became of it, oldest step first."""

    steps: list[StepView]
    logs_verified: int
    """Verified service logs in all."""
    latest_logs: list[StepView]
    """The newest of them, newest first."""


class ClusterTrailView(TrailView):
    """What became of a common demand."""

    cluster_id: UUID


class NeedTrailView(TrailView):
    """What became of one need, from its filing on."""

    need_id: UUID
    need_no: str
    state: NeedState
    memberships: list[MembershipView]
    """The proposed clusters it belongs to; `asked_at` without `joined_at` asks to join."""
