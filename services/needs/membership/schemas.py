"""Memberships as the API shows them."""

from datetime import datetime
from uuid import UUID

from shared.schemas import View


class MembershipView(View):
    """What a proposed cluster means for a need."""

    id: UUID
    version: int
    cluster_id: UUID
    need_id: UUID
    asked_at: datetime | None
    """When the reporter was asked to join; null where a service ran or was over."""
    joined_at: datetime | None
    started_at: datetime | None
    """When the need went into the project."""
