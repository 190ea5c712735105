"""When a resident's contact is shown to a team, and how near a check-in must be."""

from datetime import datetime, timedelta

NEAR_METRES = 300
"""A check-in by position must be this near to the need's point."""

CONTACT_KEPT = timedelta(days=7)
"""How long after the end of a served order the team still sees the contact."""


def contact_until(ended_at: datetime | None, *, served: bool) -> datetime | None:
    """When the contact is no longer shown: None as long as the order runs; at once if it failed."""
    if ended_at is None:
        return None
    return ended_at + CONTACT_KEPT if served else ended_at
