"""What intake finds in texts and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.needs.intake.rules import (
    e164,
    emergency_numbers,
    identity_numbers,
    missing_elements,
)
from services.needs.location.rules import box, distance_m
from services.needs.need.rules import (
    Sensitivity,
    least_sensitivity,
    stricter,
)
from shared.coordinates import from_gcj02, inside_china, to_gcj02
from shared.target_groups import TargetGroup

ID = "11010519491231002X"
"""The example of GB 11643-1999."""


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (f"我的身份证 {ID}", [(6, 24)]),
        ("身份证１１０１０５１９４９１２３１００２Ｘ。", [(3, 21)]),
        ("110105 19491231 002x", [(0, 20)]),
        ("110105194912310021", []),  # wrong check character
        ("11010519491331002X", []),  # no such month
        (f"9{ID}", []),  # part of a longer number
        ("电话 13812345678，订单 202603021234567", []),
    ],
)
def test_identity_numbers_are_found_with_their_offsets(
    text: str, spans: list[tuple[int, int]]
) -> None:
    assert identity_numbers(text) == spans


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("下水道堵了，厨房反水", []),
        ("想坐火车去看孙子，火锅店太吵", []),
        ("隔壁起火了", ["119"]),
        ("楼道里有煤气味", ["119"]),
        ("她说想自杀", ["110", "120"]),
        ("老人晕倒了", ["120"]),
        ("邻居家暴", ["110"]),
    ],
)
def test_emergency_words_name_the_number_to_call(text: str, numbers: list[str]) -> None:
    assert emergency_numbers(text) == numbers


@pytest.mark.parametrize(
    ("phone", "normal"),
    [
        ("13812345678", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("0512-53521234", "+8651253521234"),
        ("12345", None),
        ("+1 202 555 0143", None),
        ("abc", None),
    ],
)
def test_phones_are_normalized_or_refused(phone: str, normal: str | None) -> None:
    assert e164(phone) == normal


def test_the_five_elements_are_asked_for_where_they_belong() -> None:
    assert missing_elements(
        contact=False, place=False, occurred=False, past=True, description="太吵"
    ) == ["who", "when", "where", "course"]
    assert not missing_elements(
        contact=True, place=True, occurred=False, past=False, description="下水道堵了，厨房反水"
    )


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((31.1774276, 121.5272106), (31.17530398, 121.53154186)),
        ((22.543847, 113.912316), (22.54079613, 113.91717648)),
        ((39.911954, 116.377817), (39.91334546, 116.38404722)),
    ],
)
def test_gcj02_is_shifted_and_shifted_back(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    assert to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-6)
    assert from_gcj02(*gcj02) == pytest.approx(wgs84, abs=2e-6)


@given(st.floats(4, 53), st.floats(74, 135), st.floats(-1, 1), st.floats(-1, 1))
def test_the_box_holds_everything_near(lat: float, lng: float, up: float, right: float) -> None:
    south, north, west, east = box((lat, lng), 250)
    other = (lat + up * 0.004, lng + right * 0.004)

    if distance_m((lat, lng), other) <= 250:
        assert south <= other[0] <= north
        assert west <= other[1] <= east


def test_impossible_places_are_outside() -> None:
    assert inside_china(31.45, 121.1)
    assert not inside_china(0, 0)
    assert not inside_china(float("nan"), 121.1)


def test_sensitive_groups_are_never_public() -> None:
    public = Sensitivity.PUBLIC
    offender, child = [TargetGroup.OFFENDER], [TargetGroup.CHILD_YOUTH]

    assert least_sensitivity(offender, public, victim=False) is Sensitivity.RESTRICTED
    assert least_sensitivity(child, public, victim=False) is public
    assert least_sensitivity(child, public, victim=True) is Sensitivity.RESTRICTED
    assert stricter(Sensitivity.CONFIDENTIAL, public) is Sensitivity.CONFIDENTIAL
