"""What a caller says he saw is read as RFC 9110 has it."""

import pytest
from starlette.datastructures import Headers

from shared.access import Role
from shared.conditions import tags_seen
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person, given_a_team, given_a_tree


@pytest.mark.parametrize("told", ['"99", {}', '"9",{} , W/"8"', '"an opaque, one", {}', " * "])
async def test_one_of_the_versions_that_were_seen_is_enough(
    registry: ServiceKit, told: str
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    place = f"/teams/{team['id']}"
    etag = (await registry.get(place, as_=officer)).headers["etag"]

    answer = await registry.post(f"{place}/filing", as_=officer, if_match=told.format(etag))

    assert answer.status_code == 200, answer.text


def test_a_header_on_two_lines_is_one() -> None:
    two = Headers(raw=[(b"if-match", b'"1"'), (b"if-match", b'"2", W/"3"')])

    assert tags_seen(two) == frozenset(['"1"', '"2"', 'W/"3"'])
    assert tags_seen(Headers()) is None
