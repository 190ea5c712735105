"""Days, letters and years of the credit lists, in plain Python (spec/registry.md §2.9, §2.15)."""

import calendar
from datetime import date
from typing import Any

from services.registry.credit_entry.errors import LettersNeeded
from services.registry.credit_entry.states import Ground

LETTERS = 2
"""So many letters to the registered address came back (order 60)."""
LETTERS_DAYS_MIN, LETTERS_DAYS_MAX = 20, 60
"""How far apart these are, both included."""


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def basis_of_letters(ground: Ground, letters: tuple[date, ...]) -> dict[str, Any]:
    """By which letters a body is unreachable; refuses others, and those of another ground."""
    if (ground is Ground.A6) != bool(letters):
        raise LettersNeeded("/letters", LETTERS_DAYS_MIN, LETTERS_DAYS_MAX)
    if not letters:
        return {}
    first, last = min(letters), max(letters)
    if len(letters) != LETTERS or not LETTERS_DAYS_MIN <= (last - first).days <= LETTERS_DAYS_MAX:
        raise LettersNeeded("/letters", LETTERS_DAYS_MIN, LETTERS_DAYS_MAX)
    return {"letters": [first.isoformat(), last.isoformat()], "days": (last - first).days}
