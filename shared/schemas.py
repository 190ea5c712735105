"""What goes in and out over HTTP: inputs are strict, views have no defaults."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
)
from pydantic_core import PydanticKnownError, core_schema

from shared.coordinates import from_gcj02
from shared.described import described
from shared.wording import wrong

_FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co"}
_ALLOWED = {"\n", "\t", "\u200d"}
"""The last one joins emoji."""
_PLANES = range(0, 0x110000, 0x10000)
_NEVER_CHARACTERS = {*range(0xFDD0, 0xFDF0)}
_NEVER_CHARACTERS |= {plane + last for plane in _PLANES for last in (0xFFFE, 0xFFFF)}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How a date is written. Without it pydantic would take a number for seconds since 1970."""

EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What lies between can be told in every zone, and years be added or taken away."""


def _clean(text: str) -> str:
    """NFC, without control, private-use, invisible or direction-changing characters.

    What is not assigned yet is let in: it is next year's emoji.
    """
    for character in () if text.isprintable() else text:  # most texts need no closer look
        if character in _ALLOWED:
            continue
        forbidden = unicodedata.category(character) in _FORBIDDEN_CATEGORIES
        if forbidden or ord(character) in _NEVER_CHARACTERS:
            raise wrong(
                "含有无法保存的字符（控制符、不可见字符、方向符或私有区字符）",
                "contains characters that cannot be stored",
            )
    return unicodedata.normalize("NFC", text).strip()


def _visible(text: str) -> str:
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise wrong("至少应有一个文字或数字", "contains no letter or digit")
    return text


def _day(given: Any) -> Any:
    if isinstance(given, date) or (isinstance(given, str) and _DAY.fullmatch(given)):
        return given
    raise PydanticKnownError("date_type")


def _moment(given: Any) -> Any:
    if isinstance(given, datetime) or (isinstance(given, str) and _DAY.match(given)):
        return given
    raise PydanticKnownError("datetime_type")


def _calculable(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise wrong(
            "时间应在公元 1000 年至 8999 年之间", "lies outside the years 1000 to 8999 of UTC"
        )
    return moment


Text = Annotated[str, AfterValidator(_clean)]
"""Text as people type it; refuses control, private-use, invisible and direction-changing ones."""

Words = Annotated[str, AfterValidator(_clean), AfterValidator(_visible)]
"""Text that says something: at least one letter or digit."""

Day = Annotated[date, BeforeValidator(_day)]
"""A date, YYYY-MM-DD."""

Instant = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_calculable)]
"""A moment, RFC 3339 with an offset, in the years 1000 to 8999 of UTC."""


class Input(BaseModel):
    """A body that is sent to us: unknown fields are refused, nothing is guessed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        coerce_numbers_to_str=False,
        json_schema_extra=described,
    )


class Point(Input):
    """A point in degrees. Chinese maps give GCJ-02: say so, and it is converted."""

    latitude: Annotated[float, Field(ge=-90, le=90, examples=[31.4507])]
    longitude: Annotated[float, Field(ge=-180, le=180, examples=[121.1128])]
    crs: Literal["WGS84", "GCJ02"] = "WGS84"

    @property
    def wgs84(self) -> tuple[float, float]:
        """Latitude and longitude in WGS 84."""
        if self.crs == "GCJ02":
            return from_gcj02(self.latitude, self.longitude)
        return self.latitude, self.longitude


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _told_in_utc(form: Any) -> Any:
    """The form that pydantic made, with every moment in it brought to UTC."""
    if isinstance(form, list):
        return [_told_in_utc(one) for one in form]
    if not isinstance(form, dict):
        return form
    if form.get("type") == "datetime":
        return core_schema.no_info_after_validator_function(_in_utc, form)
    return {key: _told_in_utc(one) for key, one in form.items()}


class View(BaseModel):
    """A body that we answer with; its times are UTC, however they were given or counted."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=described, defer_build=True)

    editable: ClassVar[bool] = True  # what is shown by its `id` has an ETag, for If-Match

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        form: core_schema.CoreSchema = _told_in_utc(handler(source))
        return form


def has_etag(view: type[BaseModel]) -> bool:
    """Whether an answer of this form has an ETag: it shows one thing that can be changed."""
    return "id" in view.model_fields and getattr(view, "editable", False)


def merge(of: Any, **more: Any) -> Any:
    """An object seen with a few attributes more, for views that show more than one row holds."""
    return _Merged(of, more)


class _Merged:
    def __init__(self, of: Any, more: dict[str, Any]) -> None:
        self.__dict__.update(more)
        self._of = of

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)
