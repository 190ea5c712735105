"""Text as people type it gets in; what nobody can see, or what turns a line round, does not."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

from shared.clock import LOCAL
from shared.schemas import Input, Instant, Text, View, Words

TEXT, WORDS, INSTANT = (TypeAdapter(kind) for kind in (Text, Words, Instant))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  下水道堵了，厨房反水\n", "下水道堵了，厨房反水"),
        ("第一行\n\t第二行", "第一行\n\t第二行"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("𠮷野家", "𠮷野家"),
        ("👨‍👩‍👧 谢谢 ❤️", "👨‍👩‍👧 谢谢 ❤️"),
        ("\U0001fae8", "\U0001fae8"),
        ("", ""),
    ],
)
def test_what_people_type_is_kept(typed: str, kept: str) -> None:
    assert TEXT.validate_python(typed) == kept


@pytest.mark.parametrize(
    "character",
    [
        *("\x00", "\x07", "\x1b", "\x7f", "\x85", "\r"),
        *("\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad", "\u180e", "\U000e0041"),
        *("\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\u061c"),
        *("\ue000", "\U000f0000", "\ufdd0", "\ufffe", "\uffff", "\U0010ffff"),
    ],
    ids=ascii,
)
def test_what_nobody_sees_is_refused(character: str) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(f"春晖{character}社工")


@pytest.mark.parametrize("text", ["", "  ", "……", "。！", "\n", "🙂", "---"])
def test_words_say_something(text: str) -> None:
    with pytest.raises(ValidationError):
        WORDS.validate_python(text)


@given(some.text())
def test_what_got_in_once_gets_in_again_unchanged(text: str) -> None:
    try:
        kept = TEXT.validate_python(text)
    except ValidationError:
        return

    assert TEXT.validate_python(kept) == kept


@pytest.mark.parametrize(
    "moment",
    [
        *("2026-03-02T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "", "now"),
    ],
)
def test_a_moment_has_a_zone_and_can_be_calculated_with(moment: str) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_json(f'"{moment}"')


def test_an_input_takes_nothing_it_did_not_ask_for() -> None:
    class Asked(Input):
        name: Text
        count: float

    for given_ in ({"name": "a", "count": 1, "role": "x"}, {"name": 1, "count": 1}, {"count": 1}):
        with pytest.raises(ValidationError):
            Asked.model_validate(given_)
    for count in (float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            Asked.model_validate({"name": "a", "count": count})
    asked: Any = Asked.model_validate({"name": " a ", "count": 1})
    assert asked.name == "a"
    with pytest.raises(ValidationError):
        asked.name = "b"


class Step(View):
    begins_at: datetime
    ends_at: datetime | None
    seen_at: list[datetime]


class Plan(View):
    step: Step
    more: dict[str, Step]


def test_an_answer_tells_every_moment_in_utc() -> None:
    begins = datetime(2026, 3, 2, 10, tzinfo=LOCAL)
    step = Step(begins_at=begins, ends_at=None, seen_at=[begins])

    told = Plan(step=step, more={"next": step}).model_dump_json()

    assert told.count('"2026-03-02T02:00:00Z"') == 4
    assert "+08:00" not in told
