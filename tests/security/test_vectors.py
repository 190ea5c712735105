"""Nasty values in every writable field: stored as they are, or refused, and never our fault."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from shared.access import Actor
from tests.security.cells import CALLERS, Ask, World, asked, expected
from tests.security.fields import Field, writable
from tests.security.vectors import VECTORS

EACH = 1
"""How many for every other field; together they go through all of them again and again."""
KNOWN: set[str] = set()
"""Classes that had every vector, in whichever service: the kernel reads them all alike."""
MEMBERS = {"type", "title", "status", "detail", "trace_id"}


def who_may(world: World, operation: str) -> Actor | None:
    """The first caller whom the matrix lets in; nobody is asked last."""
    answers = expected(world.kit.app.title)[operation]
    may = (caller for caller in CALLERS if answers[caller].startswith(("2", "409", "422")))
    return world.own.get(next(may, "city_admin"))


def trials(world: World) -> Iterator[tuple[Field, Any]]:
    """Every vector for one field of each class, and a few for each of the others."""
    bodies = {operation: ask.body for operation, ask in world.asks.items()}
    turn = count()
    for field in writable(world.kit.app, bodies):
        if field.kind in KNOWN:
            yield from ((field, VECTORS[next(turn) % len(VECTORS)]) for _ in range(EACH))
        else:
            KNOWN.add(field.kind)
            yield from ((field, vector) for vector in VECTORS)


def test_there_are_two_hundred_vectors_and_more() -> None:
    assert len({json.dumps(vector) for vector in VECTORS}) >= 200


async def test_no_value_in_any_field_is_a_fault_of_ours(world: World) -> None:
    tried = 0

    for field, value in trials(world):
        ask = world.asks[field.operation]
        sent = Ask(ask.path, field.filled(ask.body, value), ask.query)
        who = who_may(world, field.operation)
        answer = await asked(world.kit, field.operation, sent, who)
        tried += 1

        shown = (field, json.dumps(value)[:80], answer.status, answer.body[:300])
        assert answer.status < 500, shown
        if answer.status >= 400:
            assert answer.headers["content-type"] == "application/problem+json", shown
            told = json.loads(answer.body)
            assert set(told) >= MEMBERS, shown
            assert told["status"] == answer.status, shown
        else:
            json.loads(answer.body or b"{}")

    assert tried > len(world.asks)
