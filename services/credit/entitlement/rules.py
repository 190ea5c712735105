"""In which period an entitlement is counted."""

from datetime import date

MONTH, YEAR = "month", "year"


def period_start(day: date, period: str) -> date:
    """The first day of the month or year a day belongs to."""
    assert period in (MONTH, YEAR)
    return day.replace(day=1) if period == MONTH else day.replace(month=1, day=1)
