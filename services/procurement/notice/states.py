"""What notices are about."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The step of a purchase that is told."""

    TENDER = "tender"
    CLOSING = "closing"
    OPENING = "opening"
    RESULT = "result"
    FAILURE = "failure"
