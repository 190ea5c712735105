"""Who may be a volunteer, and what his number looks like."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.volunteer import rules
from services.registry.volunteer.errors import GuardianNeeded, LicenseNeeded, TooYoung
from shared.clock import LOCAL
from shared.errors import Refusal

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("birth", "guarded", "refusal"),
    [
        (date(2008, 3, 2), False, None),
        (date(2008, 3, 3), False, GuardianNeeded),
        (date(2008, 3, 3), True, None),
        (date(2012, 3, 2), True, None),
        (date(2012, 3, 3), True, TooYoung),
    ],
)
def test_adults_serve_by_themselves_minors_with_a_guardian_and_children_not(
    birth: date, guarded: bool, refusal: type[Refusal] | None
) -> None:
    asked: dict[str, Any] = {"guarded": guarded, "age_min": 14, "on": TODAY}
    if refusal is None:
        rules.check_age(birth, **asked)
        return
    with pytest.raises(refusal):
        rules.check_age(birth, **asked)


@pytest.mark.parametrize(
    ("skill", "fine"),
    [
        (("companionship", None, None), True),
        (("electrician", "T32058", "2027-01-01"), True),
        (("electrician", "T32058", None), False),
        (("medical", None, "2027-01-01"), False),
        (("companionship", "a course", "2026-03-01"), False),
    ],
)
def test_a_skill_that_needs_a_license_needs_one_that_is_good(
    skill: tuple[str, Any, Any], fine: bool
) -> None:
    told = [dict(zip(("skill", "evidence", "expires_on"), skill, strict=True))]
    if fine:
        rules.check_skills(told, on=TODAY)
        return
    with pytest.raises(LicenseNeeded) as refused:
        rules.check_skills(told, on=TODAY)
    assert refused.value.pointer == "/skills/0"


def test_a_number_tells_place_year_serial_and_checks_them() -> None:
    begun = rules.heading("320585100007", TODAY)

    assert rules.number(begun, 1) == "V32058526000000184"


@given(st.integers(0, 9_999_999), st.integers(0, 16), st.integers(1, 9))
def test_a_mistyped_digit_is_no_number(serial: int, place: int, off: int) -> None:
    digits = rules.number("32058526", serial)[1:]
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]

    assert int(digits) % 97 == 1
    assert int(wrong) % 97 != 1


def test_nobody_serves_before_he_is_admitted_or_while_he_pauses() -> None:
    nine = datetime(2026, 3, 2, 9, tzinfo=LOCAL)
    noon, night = nine + timedelta(hours=3), nine + timedelta(hours=12)
    spans: list[dict[str, Any]] = [
        {"since": nine.isoformat(), "until": noon.isoformat()},
        {"since": night.isoformat(), "until": None},
    ]

    def serves(start: datetime, hours: int) -> bool:
        return rules.serves_throughout(spans, start, start + timedelta(hours=hours))

    assert serves(nine, 3)
    assert serves(night, 5)
    assert not serves(nine - timedelta(hours=1), 2)
    assert not serves(noon - timedelta(hours=1), 2)
    assert not serves(nine, 13)
