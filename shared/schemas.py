"""What goes in and out over HTTP: inputs are strict, views have no defaults."""

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

_FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Co", "Cn"}
_ALLOWED_CONTROLS = {"\n", "\t"}
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0x200E, 0x200F}


def _clean(text: str) -> str:
    """NFC, without control, private-use, unassigned or direction-changing characters."""
    for character in text:
        if character in _ALLOWED_CONTROLS:
            continue
        if ord(character) in _BIDI or unicodedata.category(character) in _FORBIDDEN_CATEGORIES:
            raise PydanticCustomError("characters", "contains characters that cannot be stored")
    return unicodedata.normalize("NFC", text).strip()


def _visible(text: str) -> str:
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise PydanticCustomError("no_text", "contains no letter or digit")
    return text


def _in_utc(moment: datetime) -> datetime:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("instant", "lies outside the years 1 to 9999 of UTC") from None
    return moment


Text = Annotated[str, AfterValidator(_clean)]
"""Text as people type it; refuses control, private-use and direction-changing characters."""

Words = Annotated[str, AfterValidator(_clean), AfterValidator(_visible)]
"""Text that says something: at least one letter or digit."""

Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment, RFC 3339 with an offset, in the years 1 to 9999 of UTC."""


class Input(BaseModel):
    """A body that is sent to us: unknown fields are refused, nothing is guessed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        coerce_numbers_to_str=False,
        use_attribute_docstrings=True,
    )


class View(BaseModel):
    """A body that we answer with."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


def merge(of: Any, **more: Any) -> Any:
    """An object seen with a few attributes more, for views that show more than one row holds."""
    return _Merged(of, more)


class _Merged:
    def __init__(self, of: Any, more: dict[str, Any]) -> None:
        self.__dict__.update(more)
        self._of = of

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)
