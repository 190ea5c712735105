"""When a team serves, who of it is able, and where it stands; spec/registry.md §2.12."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

A = 6378245.0
EE = 0.00669342162296594323
"""Semi-major axis (m) and eccentricity of the ellipsoid GCJ-02 is computed on."""

ROUNDS = 3
"""Fixed-point steps from GCJ-02 to WGS 84; three leave less than a centimeter."""

DECIMALS = 6
LATITUDES = (3.0, 54.0)
LONGITUDES = (73.0, 136.0)


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


def unverified(skills: Sequence[str], members: Sequence[Mapping[str, Any]], on: date) -> list[str]:
    """The skills nobody in the team can prove."""
    return [skill for skill in skills if not able(members, skill, on)]


def in_china(latitude: float, longitude: float) -> bool:
    """Whether a point lies in the bounding box of China."""
    south, north = LATITUDES
    west, east = LONGITUDES
    return south <= latitude <= north and west <= longitude <= east


def wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """A GCJ-02 point in WGS 84: the shift is computed forward and taken off until it fits."""
    guess = latitude, longitude
    for _ in range(ROUNDS):
        shifted = gcj02(*guess)
        guess = guess[0] + latitude - shifted[0], guess[1] + longitude - shifted[1]
    return round(guess[0], DECIMALS), round(guess[1], DECIMALS)


def gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """A WGS 84 point as maps made in China show it: 300 to 700 m off."""
    x, y = longitude - 105.0, latitude - 35.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    ripple = _waves(x, (20.0, 6.0), (20.0, 2.0))
    north += ripple + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    east += ripple + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    phi = math.radians(latitude)
    magic = 1 - EE * math.sin(phi) ** 2
    north_degrees = math.degrees(north * magic * math.sqrt(magic) / (A * (1 - EE)))
    east_degrees = math.degrees(east * math.sqrt(magic) / (A * math.cos(phi)))
    return latitude + north_degrees, longitude + east_degrees


def _waves(of: float, *waves: tuple[float, float]) -> float:
    return sum(height * math.sin(of * math.pi * turns) for height, turns in waves) * 2.0 / 3.0
