"""What is promised, and the ladder when it is not kept (spec/needs.md §2.5)."""

from datetime import datetime
from enum import IntEnum, StrEnum


class ClockName(StrEnum):
    """The promises about a need."""

    ACCEPT = "accept"
    ROUTE = "route"
    FIRST_OFFER = "first_offer"
    ON_SITE = "on_site"
    FINISH = "finish"
    DESIGN = "design"
    CALLBACK = "callback"


class Pace(StrEnum):
    """The column of the promise table: the urgency, with inquiries among the low."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


class Level(IntEnum):
    """The steps of the ladder, each taken once per clock."""

    WARNED = 0
    BREACHED = 1
    SUPERVISED = 2
    ACCOUNTABLE = 3


WARN_SHARE = 0.8
"""Share of the time after which the one in charge is warned."""

LATE_WORKING_DAYS = {Level.SUPERVISED: 2, Level.ACCOUNTABLE: 5}
"""Working days after the due time until the next step."""

_E, _U, _N, _L = Pace
# fmt: off
PROMISES: dict[ClockName, dict[Pace, str]] = {
    ClockName.ACCEPT:      {_E: "15 min", _U: "2 work h", _N: "1 wd",  _L: "1 wd"},
    ClockName.ROUTE:       {_E: "30 min", _U: "4 work h", _N: "1 wd",  _L: "1 wd"},
    ClockName.FIRST_OFFER: {_E: "30 min", _U: "4 work h", _N: "1 wd",  _L: "2 wd"},
    ClockName.ON_SITE:     {_E: "2 h",    _U: "1 wd",     _N: "3 wd"},
    ClockName.FINISH:      {_E: "24 h",   _U: "3 wd",     _N: "5 wd",  _L: "3 wd"},
    ClockName.DESIGN:      {              _U: "10 wd",    _N: "20 wd", _L: "30 wd"},
    ClockName.CALLBACK:    {_E: "1 wd",   _U: "1 wd",     _N: "1 wd",  _L: "2 wd"},
}
# fmt: on
"""The shipped promises; each is a policy parameter `clock.<name>.<pace>`."""


def warn_at(start: datetime, due_at: datetime) -> datetime:
    """When four fifths of the time are gone, measured on the wall clock."""
    return start + (due_at - start) * WARN_SHARE


def late(*, stopped_at: datetime, due_at: datetime) -> bool:
    """Whether something came after the promised time; the very instant is in time."""
    return stopped_at > due_at
