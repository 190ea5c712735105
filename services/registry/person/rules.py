"""What names, phones and identity numbers must look like; spec/registry.md §1 (1), §2.15."""

import re
import unicodedata
from datetime import date

import phonenumbers

from services.registry.person.errors import FifteenDigitIdRetired, IdNumberInvalid, PhoneInvalid

COUNTRY_CODES = {86, 852, 853, 886}
"""Mainland, Hong Kong, Macao and Taiwan."""

MOBILE = {
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
}
MIDDLE_DOTS = "•·‧∙⋅・･"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
OLDEST = date(1900, 1, 1)
PLACES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64"),
    *("65", "71", "81", "82", "83"),
}
"""Provinces and the permits for Hong Kong, Macao and Taiwan; foreigners' cards begin with 9."""


def comparable_name(name: str) -> str:
    """A name as it is compared: NFKC, nothing blank or invisible, one kind of middle dot."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    dotted = "".join("·" if char in MIDDLE_DOTS else char for char in folded)
    return "".join(
        char for char in dotted if not char.isspace() and unicodedata.category(char) != "Cf"
    )


def e164(phone: str, pointer: str = "/phone") -> str:
    """A mobile number as +8613812345678; refuses short numbers, landlines and other countries."""
    try:
        number = phonenumbers.parse(phone, "CN")
    except phonenumbers.NumberParseException:
        raise PhoneInvalid(pointer) from None
    if (
        number.country_code not in COUNTRY_CODES
        or number.extension
        or not phonenumbers.is_valid_number(number)
        or phonenumbers.number_type(number) not in MOBILE
    ):
        raise PhoneInvalid(pointer)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_id_number(text: str) -> str:
    """An identity number without the ways people type it: full width, lower case, in groups."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def id_number(text: str, today: date, pointer: str = "/id_number") -> str:
    """A checked identity number in upper case.

    The county digits are information only: counties were renamed and merged within a lifetime.
    """
    number = normal_id_number(text)
    if len(number) == 15 and number.isascii() and number.isdigit():  # noqa: PLR2004
        raise FifteenDigitIdRetired(pointer)
    digits, check = number[:17], number[17:]
    shaped = len(digits) == len(ID_WEIGHTS) and digits.isascii() and digits.isdigit()
    if not shaped or (digits[:2] not in PLACES and digits[0] != "9"):
        raise IdNumberInvalid(pointer)
    total = sum(int(digit) * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=True))
    if check != ID_CHECKS[total % 11] or not _born(digits[6:14], today):
        raise IdNumberInvalid(pointer)
    return number


def _born(digits: str, today: date) -> bool:
    try:
        return OLDEST <= date.fromisoformat(digits) <= today
    except ValueError:
        return False
