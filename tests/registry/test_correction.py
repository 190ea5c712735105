"""What is wrong about a person is corrected."""

from typing import Any

import pytest
from sqlalchemy import text

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person, given_a_tree
from tests.registry.test_erasure import ID, himself

OTHER = "11010519491231002X"


async def test_what_is_told_is_written_down_and_the_rest_stays(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community, id_number=ID)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    asked = {"name": "陈阿妹", "phone": "139 1234 5678"}

    done = await registry.post(f"/persons/{person}/correction", asked, as_=worker)

    assert (done.status_code, done.json()["phone"]) == (200, "139****5678")
    me = (await registry.get("/me/data", as_=himself(registry, tree.community, person))).json()
    assert me["person"] | {"id": "", "region_id": ""} == {
        "id": "",
        "region_id": "",
        "name": "陈阿妹",
        "phone": "+8613912345678",
        "id_number": ID,
        "state": "active",
    }
    found = [
        (await registry.post("/person-searches", {"field": "phone", "value": one}, as_=worker))
        for one in ("13812345678", "13912345678")
    ]
    assert [len(one.json()["items"]) for one in found] == [0, 1]
    async with registry.begin() as uow:
        rows = await uow.session.execute(text("SELECT record FROM audit"))
        assert not any("陈阿妹" in record or "13912345678" in record for (record,) in rows)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 422),
        ({"phone": "110"}, 422),
        ({"id_number": "320585201002300012"}, 422),
        ({"id_number": OTHER}, 409),
        ({"id_number": ID}, 200),
    ],
)
async def test_what_cannot_be_right_is_refused(
    registry: ServiceKit, asked: dict[str, Any], status: int
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community, id_number=ID)
    await given_a_person(registry, tree.community, id_number=OTHER)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)

    answer = await registry.post(f"/persons/{person}/correction", asked, as_=worker)

    assert answer.status_code == status, answer.text


async def test_neither_oneself_nor_a_stranger_writes(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    asked = {"name": "陈阿妹"}
    writers = [
        registry.actor(Role.COMMUNITY_WORKER, region=tree.community, person=person),
        registry.actor(Role.COMMUNITY_WORKER, region=tree.elsewhere),
        himself(registry, tree.community, person),
    ]

    answers = [
        await registry.post(f"/persons/{person}/correction", asked, as_=by) for by in writers
    ]

    assert [one.status_code for one in answers] == [403, 404, 403]
    assert answers[0].json()["type"] == "/problems/own-record"
