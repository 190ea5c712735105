"""Events as the broker hands them over."""

from datetime import datetime
from uuid import UUID

from shared.delivery import Delivery
from shared.events import Event
from shared.outbox import draft

_told: dict[int, tuple[Event, UUID]] = {}
"""Events by identity: the same object again is a redelivery. Kept, so that none is used anew."""


def delivery_of(event: Event, at: datetime) -> Delivery:
    """An event as it arrives; the same object twice has one id."""
    row = draft(event, {})
    return Delivery(
        id=_told.setdefault(id(event), (event, UUID(row["id"])))[1],
        type=event.subject,
        aggregate_id=row["aggregate_id"],
        told_at=at,
        trace={},
        data=row["data"],
    )
