"""The OpenAPI document says what is really answered."""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.docs import sources
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person, given_a_team, given_a_tree, manager_of

TOLD = {"etag", "idempotent-replayed", "location", "retry-after"}


def operations(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    document = sources.app(service).openapi()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path.removeprefix(f'/api/{service}/v1')}", operation


@pytest.mark.parametrize("service", sources.SERVICES)
def test_every_answer_with_a_body_says_what_it_is(service: str) -> None:
    untold = [
        (name, status)
        for name, operation in operations(service)
        for status, answer in operation["responses"].items()
        if status != "204" and not answer.get("content")
    ]

    assert untold == []


@pytest.mark.parametrize("service", sources.SERVICES)
def test_every_parameter_says_what_it_is(service: str) -> None:
    untold = [
        (name, parameter["name"])
        for name, operation in operations(service)
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ]

    assert untold == []


def test_the_refusals_of_the_edge_stand_beside_a_routes_own() -> None:
    filing = dict(operations("needs"))["POST /needs"]["responses"]
    listing = dict(operations("needs"))["GET /needs"]["responses"]
    proposing = dict(operations("needs"))["POST /clusters/{cluster_id}/proposal"]["responses"]

    assert "`role-required`" in proposing["403"]["description"]
    for slug in ("`pii-in-text`", "`validation-failed`", "`idempotency-key-reused`"):
        assert slug in filing["422"]["description"]
    assert listing["422"]["description"] == "`validation-failed`"
    assert set(filing["503"]["headers"]) == {"Retry-After"}
    assert filing["500"]["description"] == "`fault`"


async def test_the_headers_of_an_answer_are_those_of_the_document(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    team = await given_a_team(registry, tree, await given_a_person(registry, tree.community))
    manager = manager_of(registry, tree, team["organization_id"])
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    told = dict(operations("registry"))

    read = await registry.get(f"/teams/{team['id']}", as_=manager)
    listed = await registry.get("/teams", as_=manager)
    filed = [
        await registry.post(f"/teams/{team['id']}/filing", as_=officer, key="the-same-key-twice")
        for _ in range(2)
    ]

    for name, answers in {
        "GET /teams/{team_id}": [read],
        "GET /teams": [listed],
        "POST /teams/{team_id}/filing": filed,
    }.items():
        sent = {header for answer in answers for header in answer.headers} & TOLD
        named = told[name]["responses"]["200"]["headers"]
        assert sent == {header.lower() for header in named} & TOLD
