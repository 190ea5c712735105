"""The words a need is described with, and what follows from them (spec/needs.md §2.1, §2.3)."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from services.needs.need.errors import AtWork
from services.needs.need.states import UNDER_WAY, NeedState
from shared.target_groups import TargetGroup


class Kind(StrEnum):
    """What sort of need it is."""

    INQUIRY = "inquiry"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    DISPUTE = "dispute"


PAST = frozenset({Kind.COMPLAINT, Kind.REPORT, Kind.DISPUTE})
"""Kinds that tell of something that happened, perhaps of harm."""


class Channel(StrEnum):
    """How a need came in."""

    WINDOW = "window"
    HOTLINE = "hotline"
    WECHAT = "wechat"
    WEB = "web"
    GRID_PATROL = "grid_patrol"
    OUTREACH = "outreach"
    ORG_PROXY = "org_proxy"
    IMPORT_12345 = "import_12345"


class Relation(StrEnum):
    """Who the reporter is to the one in need."""

    SELF = "self"
    FAMILY = "family"
    GUARDIAN = "guardian"
    NEIGHBOR = "neighbor"
    WORKER = "worker"


class Urgency(StrEnum):
    """How fast things must go."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


class Sensitivity(StrEnum):
    """How many may see a need: all staff in charge, fewer, or those who must."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"


SENSITIVE_GROUPS = frozenset(
    {TargetGroup.DRUG_RELATED, TargetGroup.OFFENDER, TargetGroup.LOST_ONLY_CHILD}
)
"""Groups whose needs are never public; a child or youth joins them as a victim."""


class RefusalReason(StrEnum):
    """Why a receiver may refuse a need; the list is closed."""

    OUT_OF_AREA = "out_of_area"
    JUDICIAL = "judicial"
    PETITION_CHANNEL = "petition_channel"
    EMERGENCY_LINE = "emergency_line"
    SECRET = "secret"  # noqa: S105 - state secrets, no password
    ABUSE = "abuse"
    NOT_A_NEED = "not_a_need"


class Basis(StrEnum):
    """What a need ended on; a lapse never counts as satisfaction.

    `on_behalf`: who filed for somebody without an account says so. `moot`: who asked is gone.
    """

    CONFIRMED = "confirmed"
    ON_BEHALF = "on_behalf"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    MOOT = "moot"


REOPEN_MAX = 3
"""Disputes of one need; after that the street reviews it (spec/needs.md §2.2)."""


def least_sensitivity(
    groups: Collection[TargetGroup], category: Sensitivity, *, victim: bool
) -> Sensitivity:
    """The lowest sensitivity these groups and this category allow; `victim`: harm is reported."""
    sensitive = bool(SENSITIVE_GROUPS & set(groups)) or (
        victim and TargetGroup.CHILD_YOUTH in groups
    )
    return stricter(category, Sensitivity.RESTRICTED if sensitive else Sensitivity.PUBLIC)


def check_unattended(state: NeedState) -> None:
    """Refuse to take back what somebody is at work on."""
    if state in UNDER_WAY:
        raise AtWork(state=state)


def word_of(reporter: UUID | None) -> Basis:
    """What a confirmation is: the reporter's own word, or that of who filed for him."""
    return Basis.ON_BEHALF if reporter is None else Basis.CONFIRMED


def signs_in(reporter: UUID | None, channel: Channel) -> bool:
    """Whether the reporter may have an account; nobody of whom another system told has one."""
    return reporter is not None and channel is not Channel.IMPORT_12345


def stricter(a: Sensitivity, b: Sensitivity) -> Sensitivity:
    """The one fewer people may see."""
    order = list(Sensitivity)
    return max(a, b, key=order.index)
