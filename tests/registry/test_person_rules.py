from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.person.errors import FifteenDigitIdRetired, IdNumberInvalid, PhoneInvalid
from services.registry.person.rules import comparable_name, e164, id_number

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "number",
    [
        "320522195006150011",  # a county code that was abolished before he was old
        "320585198506150017",
        "32902219940615001X",
        "32902219940615001x",
        "810000199408230021",
        "11010519491231002X",
        "３２０５８５１９８５０６１５００１７",
    ],
)
def test_valid_identity_numbers_of_the_specification(number: str) -> None:
    assert id_number(number, TODAY)[-1] in "0123456789X"


@pytest.mark.parametrize(
    "number",
    [
        "320585201002300012",  # 30 February
        "320585209912310013",  # born in the future
        "320585198506150018",
        "990585198506150017"[:17],
        "00058519850615001X",
        "32058519850615001٧",
        "",
    ],
)
def test_identity_numbers_that_cannot_be_right(number: str) -> None:
    with pytest.raises(IdNumberInvalid):
        id_number(number, TODAY)


def test_fifteen_digits_are_retired() -> None:
    with pytest.raises(FifteenDigitIdRetired):
        id_number("320585850615001", TODAY)


@given(position=st.integers(0, 16), digit=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(position: int, digit: int) -> None:
    right = "320585198506150017"
    wrong = str((int(right[position]) + digit) % 10)

    with pytest.raises(IdNumberInvalid):
        id_number(right[:position] + wrong + right[position + 1 :], TODAY)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812345678", "+8613812345678"),
        ("+86 138-1234-5678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("+85291234567", "+85291234567"),
        ("+85366123456", "+85366123456"),
        ("+886912345678", "+886912345678"),
    ],
)
def test_mobile_numbers(typed: str, number: str) -> None:
    assert e164(typed) == number


@pytest.mark.parametrize(
    "typed", ["12812345678", "110", "95588", "0512-53512345", "+12025550123", "13812345678x5", "x"]
)
def test_numbers_nobody_answers_on_a_mobile(typed: str) -> None:
    with pytest.raises(PhoneInvalid):
        e164(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("张三\u200b", "张三"), ("⼩明", "小明"), ("阿依古丽•买买提", "阿依古丽·买买提")],
)
def test_names_are_equal_after_comparison(one: str, other: str) -> None:
    assert comparable_name(one) == comparable_name(other)
