"""What every answer of every route carries, whatever it says and however it came about."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from shared.access import Actor
from shared.parser import BODY_BYTES
from tests.kernel.test_problems import HAN
from tests.security.cells import (
    SIGNED_IN,
    Ask,
    World,
    admission,
    asked,
    operations,
)


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        (Ask(content=b"{"), 400),
        (Ask(content=b"<a/>", media="application/xml"), 415),
        (Ask(content=b" " * (BODY_BYTES + 1)), 413),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused_before_anyone_is_asked_who_he_is(
    world: World, broken: Ask, status: int
) -> None:
    for operation in operations(world.kit.app):
        ask = world.asks[operation]
        if operation.startswith(("GET", "DELETE")) or ask.media != "application/json":
            continue
        sent = Ask(ask.path, content=broken.content, media=broken.media)
        answer = await asked(world.kit, operation, sent, None)

        assert answer.status in {status, 400}, operation  # some take more; it is no JSON either


async def test_an_unknown_method_or_address_is_a_guarded_problem(world: World) -> None:
    for operation in operations(world.kit.app):
        _, _, path = operation.partition(" ")
        wrong = await asked(world.kit, f"TRACE {path}", world.asks[operation], None)
        lost = await asked(
            world.kit, f"GET {path}/nothing/at/all/here", world.asks[operation], None
        )

        assert (wrong.status, lost.status) == (405, 404), operation
        assert wrong.headers["allow"], operation


async def test_a_service_that_sheds_load_still_guards_its_answers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.edge.IN_FLIGHT_MAX", 0)

    for operation in operations(world.kit.app):
        answer = await asked(world.kit, operation, world.asks[operation], None)

        assert answer.status == 503, operation
        assert int(answer.headers["retry-after"]) > 0, operation


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_parameter_that_a_route_does_not_know_is_refused(
    world: World, language: str
) -> None:
    for operation in operations(world.kit.app):
        known = {one["name"] for one in parameters(world, operation)}
        ask = world.asks[operation]
        mistyped = replace(
            ask,
            query=ask.query | {"no_such_filter": "x"},
            mime={**ask.mime, "accept-language": language},
        )
        answer = await asked(world.kit, operation, mistyped, insider(world, operation))

        assert answer.status == 422, operation
        (error,) = json.loads(answer.body)["errors"]
        assert (error["in"], error["parameter"]) == ("query", "no_such_filter"), operation
        assert bool(HAN.search(error["detail"])) is (language == "zh"), operation
        told = re.split("：|: ", error["detail"], maxsplit=1)[1:]
        assert set(re.findall("[a-z_]+", "".join(told))) == known, operation


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_parameter_that_is_given_twice_is_refused_unless_it_is_a_list(
    world: World, language: str
) -> None:
    for operation in operations(world.kit.app):
        ask = world.asks[operation]
        ask = replace(ask, mime={**ask.mime, "accept-language": language})
        for one in parameters(world, operation):
            twice = replace(
                ask, query=ask.query | {one["name"]: [ask.query.get(one["name"], "1")] * 2}
            )
            answer = await asked(world.kit, operation, twice, insider(world, operation))

            listed = one["schema"].get("type") == "array"
            assert (answer.status == 422) is not listed, operation
            if listed:
                continue
            (error,) = json.loads(answer.body)["errors"]
            assert (error["in"], error["parameter"]) == ("query", one["name"]), operation
            assert bool(HAN.search(error["detail"])) is (language == "zh"), operation


def parameters(world: World, operation: str) -> list[dict[str, Any]]:
    """What the document says may be asked in an operation's address, after the `?`."""
    method, _, path = operation.partition(" ")
    told = world.kit.app.openapi()["paths"][world.kit.app.state.base + path][method.lower()]
    return [one for one in told.get("parameters", []) if one["in"] == "query"]


def insider(world: World, operation: str) -> Actor | None:
    """Somebody whom the route itself lets in, if it asks who he is."""
    wanted = admission(world.kit.app)[operation][0]
    return world.own[wanted.roles[0] if getattr(wanted, "roles", ()) else SIGNED_IN]
