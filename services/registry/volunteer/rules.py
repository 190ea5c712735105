"""Who may be a volunteer, and when he is one; spec/registry.md §2.11."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from services.registry.organization.rules import years_after
from services.registry.volunteer.errors import GuardianNeeded, LicenseNeeded, TooYoung
from shared.numbers import check_digits

ADULT = 18
LICENSED = frozenset({"medical", "electrician"})
"""Skills that nobody may offer without a licence."""

PLACE_DIGITS = 6
NO_PLACE = "0" * PLACE_DIGITS


def born(id_number: str) -> date:
    """The birth date in an identity number."""
    return date.fromisoformat(id_number[6:14])


def is_of_age(birth: date, years: int, *, on: date) -> bool:
    """Whether somebody is so many years old; who was born on 29 February is so on 1 March."""
    return years_after(birth, years) <= on


def check_age(birth: date, *, guarded: bool, age_min: int, on: date) -> None:
    """Refuse who is too young, and a minor without a guardian who consents."""
    if not is_of_age(birth, age_min, on=on):
        raise TooYoung(age_min=age_min)
    if not guarded and not is_of_age(birth, ADULT, on=on):
        raise GuardianNeeded(age=ADULT)


def check_skills(skills: Sequence[Mapping[str, Any]], *, on: date) -> None:
    """Refuse a skill that needs a licence without one that is still good."""
    for place, one in enumerate(skills):
        ends = one["expires_on"]
        over = ends is not None and ends < on.isoformat()
        lacking = one["skill"] in LICENSED and (one["evidence"] is None or ends is None)
        if over or lacking:
            raise LicenseNeeded(f"/skills/{place}")


def heading(code: str | None, on: date) -> str:
    """What a number begins with: the six digits of the place of first issue, and the year."""
    return f"{(code or NO_PLACE)[:PLACE_DIGITS]}{on:%y}"


def number(begun: str, serial: int) -> str:
    """A volunteer's number: `V`, place and year, seven digits, two that check them all."""
    digits = f"{begun}{serial:07d}"
    return f"V{digits}{check_digits(digits)}"


def serves_throughout(
    spans: Iterable[Mapping[str, Any]], started_at: datetime, ended_at: datetime
) -> bool:
    """Whether he was admitted, and had not paused, all that time."""
    return any(
        datetime.fromisoformat(one["since"]) <= started_at
        and (one["until"] is None or ended_at <= datetime.fromisoformat(one["until"]))
        for one in spans
    )


def notice_day(since: date, *, idle_years: int, notice_days: int) -> date:
    """When somebody who has not served since is told that it will end."""
    return years_after(since, idle_years) - timedelta(days=notice_days)
