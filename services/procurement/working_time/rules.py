"""One worker is in one place at a time, and for no more than twelve hours a day (§2.5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.procurement.working_time.errors import TooManyHours, WorkerOverlap
from shared.clock import LOCAL, midnight

DAY_MINUTES_MAX = 12 * 60
"""What one worker can serve on one day."""


@dataclass(frozen=True)
class Busy:
    """Time of a worker that a log has taken already."""

    worker_id: UUID
    log_id: UUID
    starts_at: datetime
    ends_at: datetime


def check_load(
    worker_ids: Sequence[UUID], starts_at: datetime, ends_at: datetime, *, busy: Sequence[Busy]
) -> None:
    """Refuse overlapping logs of one worker, and more than twelve hours of his on one day."""
    for other in busy:
        if other.starts_at < ends_at and starts_at < other.ends_at:
            raise WorkerOverlap(worker_id=other.worker_id, log_id=other.log_id)
    for worker_id in worker_ids:
        asked = minutes_by_day(starts_at, ends_at)
        spent = sum(
            (
                minutes_by_day(other.starts_at, other.ends_at)
                for other in busy
                if other.worker_id == worker_id
            ),
            asked,
        )
        day = max(asked, key=lambda one: spent[one])
        if spent[day] > DAY_MINUTES_MAX:
            raise TooManyHours(
                worker_id=worker_id, day=day, minutes=spent[day], minutes_max=DAY_MINUTES_MAX
            )


def minutes_by_day(starts_at: datetime, ends_at: datetime) -> Counter[date]:
    """How many minutes fall on which legal day; a begun minute counts whole."""
    found: Counter[date] = Counter()
    begins, ends = starts_at.astimezone(LOCAL), ends_at.astimezone(LOCAL)
    while begins < ends:
        next_day = begins.date() + timedelta(days=1)
        until = min(midnight(next_day), ends)
        found[begins.date()] += -(-int((until - begins).total_seconds()) // 60)
        begins = until
    return found
