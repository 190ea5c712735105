"""The arithmetic of points (spec/credit.md §3): a month's minutes together, rounded down once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.credit.transfer.rules import stood, told


@dataclass(frozen=True)
class Hours:
    """One entry of a volunteer's hours; below zero it takes an earlier one back."""

    id: UUID
    minutes: int
    served_on: date


@dataclass(frozen=True)
class Month:
    """What the entries of a month come to."""

    minutes: int
    points: int
    last_served_on: date


def month_of(served_on: date) -> date:
    """The month an entry counts for: that of the day the service began."""
    return served_on.replace(day=1)


def summed(entries: Iterable[Hours], *, minutes_per_point: int) -> Month:
    """A month's points. A correction told before what it corrects cannot make them negative."""
    known = list(entries)
    assert known
    minutes = max(0, sum(entry.minutes for entry in known))
    last = max(entry.served_on for entry in known)
    return Month(minutes, minutes // minutes_per_point, last)


def points_told(found: Month, moved: int, *, month: date, per: int) -> dict[str, Any]:
    """Why points moved."""
    name, minutes, points = f"{month:%Y-%m}", found.minutes, found.points
    zh = (
        f"{name} 志愿服务 {minutes} 分钟，每 {per} 分钟 1 分，共 {points} 分，本次变动 {moved:+d}。"
    )
    en = f"{minutes} minutes in {name}, a point for {per}: {points} points; {moved:+d} now."
    inputs = {"month": name, "minutes": minutes, "minutes_per_point": per}
    why = told(amount=abs(moved), zh=zh, en=en, inputs=inputs, steps={"points": points})
    return why | stood(points, moved)
