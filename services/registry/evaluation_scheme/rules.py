"""From a score to a grade, in plain Python; the bands are each scheme's own (spec §2.10)."""

from collections.abc import Mapping
from enum import StrEnum

SCORE_MAX = 1_000


class Grade(StrEnum):
    """What a body is evaluated to be; 5A is the best."""

    A5 = "5A"
    A4 = "4A"
    A3 = "3A"
    A2 = "2A"
    A1 = "1A"

    def is_below(self, other: "Grade") -> bool:
        """Whether it is a lesser grade than another one."""
        return [*Grade].index(self) > [*Grade].index(other)


BANDED = (Grade.A5, Grade.A4, Grade.A3, Grade.A2)
"""Grades that take a least score; whoever reaches none of them is 1A."""


def grade_of(score: int, bands: Mapping[str, int]) -> Grade:
    """The best grade whose least score is reached."""
    assert 0 <= score <= SCORE_MAX
    return next((one for one in BANDED if score >= bands[one]), Grade.A1)
