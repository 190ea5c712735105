"""When a team serves, and who of it is able; spec/registry.md §2.12."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any


def in_shift(shifts: Iterable[Mapping[str, Any]], start: datetime, minutes: int) -> bool:
    """Whether the whole time from a local moment on lies inside one shift.

    A shift belongs to the day it begins on; one that ends before it begins ends the day after.
    """
    end = start + timedelta(minutes=minutes)
    for shift in shifts:
        for day in (start.date(), start.date() - timedelta(days=1)):
            opens = datetime.combine(day, time.fromisoformat(shift["start"]), start.tzinfo)
            closes = datetime.combine(day, time.fromisoformat(shift["end"]), start.tzinfo)
            if closes <= opens:
                closes += timedelta(days=1)
            if day.isoweekday() in shift["weekdays"] and opens <= start and end <= closes:
                return True
    return False


def able(members: Iterable[Mapping[str, Any]], skill: str, on: date) -> bool:
    """Whether an active member is verified for a skill, and the proof has not expired."""
    return any(
        proof["skill"] == skill
        and (proof["expires_on"] is None or proof["expires_on"] >= on.isoformat())
        for member in members
        if member["active"]
        for proof in member["verified"]
    )


def next_proof_end(members: Iterable[Mapping[str, Any]], on: date) -> date | None:
    """The first day from this one on that is the last of an active member's proof."""
    ends = [
        date.fromisoformat(proof["expires_on"])
        for member in members
        if member["active"]
        for proof in member["verified"]
        if proof["expires_on"] is not None
    ]
    return min((end for end in ends if end >= on), default=None)


def unordered(told: Any) -> Any:
    """The same whatever the order in which members, their proofs, skills or regions are listed."""
    if isinstance(told, Mapping):
        return frozenset((word, unordered(value)) for word, value in told.items())
    return frozenset(map(unordered, told)) if isinstance(told, list) else told


def unverified(skills: Sequence[str], members: Sequence[Mapping[str, Any]], on: date) -> list[str]:
    """The skills nobody in the team can prove."""
    return [skill for skill in skills if not able(members, skill, on)]
