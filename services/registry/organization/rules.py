"""What a unified social credit code must satisfy; GB 32100, GB 11714, spec/registry.md §2.1."""

import re
import unicodedata
from datetime import date

from services.registry.organization.errors import (
    UsccCharset,
    UsccCheck,
    UsccInnerCheck,
    UsccTypeMismatch,
)
from services.registry.organization.states import LegalType

SHAPE = re.compile(r"[0-9ANY][0-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
"""Any body's code; village collectives begin with N. I, O, Z, S and V never occur."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
TYPE_DIGIT = {
    LegalType.ASSOCIATION: "1",
    LegalType.SOCIAL_SERVICE_AGENCY: "2",
    LegalType.FOUNDATION: "3",
    LegalType.OTHER: "9",
}
POINTER = "/uscc"


def normal_uscc(text: str) -> str:
    """A code without the ways people type it: full width, lower case, spaces, hyphens."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text)).upper()


def uscc(text: str) -> str:
    """A valid code of any kind of body; the region digits are those of first registration."""
    code = normal_uscc(text)
    if not SHAPE.fullmatch(code):
        raise UsccCharset(POINTER)
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(code, WEIGHTS, strict=False))
    if code[17] != ALPHABET[-total % 31]:
        raise UsccCheck(POINTER)
    inner = code[8:16]
    total = sum(
        INNER_ALPHABET.index(char) * weight
        for char, weight in zip(inner, INNER_WEIGHTS, strict=True)
    )
    if code[16] != "0123456789X0"[11 - total % 11]:
        raise UsccInnerCheck(POINTER)
    return code


def social_uscc(text: str, legal_type: LegalType) -> str:
    """A valid code of a social organization of this legal type: it begins with 51, 52, 53 or 59."""
    code = uscc(text)
    if code[0] != "5" or code[1] != TYPE_DIGIT.get(legal_type):
        raise UsccTypeMismatch(POINTER, legal_type)
    return code


def has_emoji(name: str) -> bool:
    """Whether a name holds a symbol that no register prints."""
    return any(unicodedata.category(char) in ("So", "Sk") for char in name)


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def full_years_on(day: date, years: int) -> date:
    """The day on which so many years are full: from 29 February that is 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
