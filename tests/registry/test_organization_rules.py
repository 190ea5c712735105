from datetime import date

import pytest

from services.registry.organization.errors import (
    UsccCharset,
    UsccCheck,
    UsccInnerCheck,
    UsccTypeMismatch,
)
from services.registry.organization.rules import social_uscc, uscc, years_after
from services.registry.organization.states import (
    LegalType,
)
from services.registry.social_worker.rules import Held, highest
from services.registry.social_worker.states import CertificateLevel


@pytest.mark.parametrize(
    "code",
    [
        "53100000500021676K",
        "53100000500019795A",
        "53100000500009167K",
        "53100000500021326D",
        "12100000400009127B",
        "9144030071526726XG",
        "51320585MJ0000018F",
        "52320585MJ0000018C",
        "53320585MJ00000189",
        "59320585MJ0000077R",
    ],
)
def test_valid_codes_of_the_specification(code: str) -> None:
    assert uscc(code) == code


@pytest.mark.parametrize("code", ["53100000500020462H", "531000005000074012"])
def test_published_codes_that_are_wrong(code: str) -> None:
    with pytest.raises((UsccCheck, UsccInnerCheck)):
        uscc(code)


@pytest.mark.parametrize(
    "typed",
    [
        "52320585mj0000018c",
        "52-320585-MJ0000018-C",
        " 5232 0585 MJ00 0001 8C",
        "".join(chr(ord(char) + 0xFEE0) for char in "52320585MJ0000018C"),
    ],
)
def test_ways_of_typing_a_code(typed: str) -> None:
    assert uscc(typed) == "52320585MJ0000018C"


@pytest.mark.parametrize("letter", "IOZSV")
def test_letters_a_code_never_has(letter: str) -> None:
    with pytest.raises(UsccCharset):
        uscc(f"52320585M{letter}0000018C")


def test_a_wrong_check_character() -> None:
    with pytest.raises(UsccCheck):
        uscc("52320585MJ0000018D")


def test_a_wrong_inner_character_under_a_right_outer_one() -> None:
    # the 17th character is changed from 8 to 0, and the 18th recomputed
    with pytest.raises(UsccInnerCheck):
        uscc("52320585MJ0000010" + _check("52320585MJ0000010"))


def _check(code: str) -> str:
    for last in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        try:
            uscc(code + last)
        except UsccCheck:
            continue
        except UsccInnerCheck:
            return last
    raise AssertionError(code)


@pytest.mark.parametrize(
    ("code", "legal_type"),
    [
        ("51320585MJ0000018F", LegalType.ASSOCIATION),
        ("52320585MJ0000018C", LegalType.SOCIAL_SERVICE_AGENCY),
        ("53320585MJ00000189", LegalType.FOUNDATION),
        ("59320585MJ0000077R", LegalType.OTHER),
    ],
)
def test_the_second_digit_is_the_legal_type(code: str, legal_type: LegalType) -> None:
    assert social_uscc(code, legal_type) == code
    for other in set(LegalType) - {legal_type}:
        with pytest.raises(UsccTypeMismatch):
            social_uscc(code, other)


def test_a_company_is_no_social_organization() -> None:
    with pytest.raises(UsccTypeMismatch):
        social_uscc("9144030071526726XG", LegalType.ASSOCIATION)


def test_the_29th_of_february_becomes_the_28th() -> None:
    assert years_after(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_after(date(2026, 3, 31), 3) == date(2029, 3, 31)


def test_the_highest_certificate_counts_and_of_one_level_the_longest_registered() -> None:
    assistant = Held(CertificateLevel.ASSISTANT, date(2030, 1, 1))
    older = Held(CertificateLevel.SOCIAL_WORKER, date(2026, 1, 1))
    newer = Held(CertificateLevel.SOCIAL_WORKER, date(2028, 1, 1))

    assert highest([assistant, newer, older]) == newer
    assert highest([]) is None
