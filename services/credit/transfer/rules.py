"""How a transfer explains itself, and how the ledger's answers are read."""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from services.credit.transfer.errors import ReversedAlready

BATCH_MAX = 1_000
"""Postings in one batch."""

FORMS_KNOWN = 256
"""Forms of explanations that are remembered: a kind of transfer has a few."""

_WRITE = json.JSONEncoder(ensure_ascii=False).encode


def told(
    *, amount: int, zh: str, en: str, inputs: dict[str, Any], steps: dict[str, int] | None = None
) -> dict[str, Any]:
    """An explanation as the journal keeps it: what went in, every step, and in words."""
    return {"inputs": inputs, "steps": steps or {}, "amount": amount, "zh": zh, "en": en}


def stood(after: int, moved: int) -> dict[str, int]:
    """What stood in the ledger for the same purpose before and after so much moved."""
    return {"before": after - moved, "after": after}


def hand(withdrawn: int) -> dict[str, int]:
    """How much of the same was reversed by hand, if anything was; below zero, of what it took."""
    return {"withdrawn": withdrawn} if withdrawn else {}


def less(earned: int, withdrawn: int) -> int:
    """What is to stand of what was earned, or taken, and so much of it reversed by hand.

    What was reversed of the other says nothing.
    """
    if earned < 0:
        return -less(-earned, -withdrawn)
    return max(earned - max(withdrawn, 0), 0)


def more_withdrawn(withdrawn: int, amount: int, *, stands: int) -> int:
    """How much is reversed by hand with `amount` more; no more than stands, for facts took it."""
    if amount > stands:
        raise ReversedAlready(requested=amount, left=max(stands, 0))
    return withdrawn + amount


def shifts(before: int, after: int, *, on: date | None, day: date) -> list[tuple[int, int, date]]:
    """What stands before and after each move, and its day; `before` stands `on` a day, if at all.

    What is to stand on another day is taken back on the old one, and moved anew on the new one.
    """
    stays = on is None or on == day
    steps = [(before, after, day)] if stays else [(before, 0, on or day), (0, after, day)]
    return [step for step in steps if step[0] != step[1]]


def taken_apart(explanation: dict[str, Any]) -> tuple[str, str]:
    """An explanation as the journal keeps it: its words, and what is put into them.

    The words are a format of PostgreSQL's `format()`, the same for all explanations that say the
    same; what is put in are JSON values, one on a line. Only an explanation and the objects in it
    are taken apart: what lies deeper, and lists, are values.
    """
    shape = tuple(
        (name, tuple(value) if isinstance(value, dict) else None)
        for name, value in explanation.items()
    )
    words, places = _form(shape)
    values = [
        explanation[name] if inner is None else explanation[name][inner] for name, inner in places
    ]
    return words, "\n".join(map(_json, values))


@lru_cache(FORMS_KNOWN)
def _form(
    shape: tuple[tuple[str, tuple[str, ...] | None], ...],
) -> tuple[str, tuple[tuple[str, str | None], ...]]:
    """The words of explanations with these names, and where the values stand that go into them."""
    said: list[str] = []
    places: list[tuple[str, str | None]] = []
    for name, inside in sorted(shape, key=lambda one: _place(one[0])):
        if inside is None:
            told = "%s"
            places.append((name, None))
        else:
            names = sorted(inside, key=_place)
            told = "{" + ", ".join(f"{_name(one)}: %s" for one in names) + "}"
            places.extend((name, one) for one in names)
        said.append(f"{_name(name)}: {told}")
    return "{" + ", ".join(said) + "}", tuple(places)


def _place(name: str) -> tuple[int, bytes]:
    """As PostgreSQL's `jsonb` orders the names of an object."""
    written = name.encode()
    return len(written), written


def _name(name: str) -> str:
    return _json(name).replace("%", "%%")


def _json(value: Any) -> str:
    if type(value) is int:
        return str(value)
    return _WRITE(value if isinstance(value, str) else _ordered(value))


def _ordered(value: Any) -> Any:
    match value:
        case dict():
            return {name: _ordered(value[name]) for name in sorted(value, key=_place)}
        case list():
            return [_ordered(one) for one in value]
        case _:
            return value
