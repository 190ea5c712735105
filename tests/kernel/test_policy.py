"""A number a city may set: the nearest region's, valid now, in its own shape."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared import ids, policy
from shared.access import Role
from shared.durations import Duration
from shared.errors import BadValue
from shared.policy import Parameter, Policy
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit

DAY = timedelta(days=1)


async def publish(kit: ServiceKit, region: RegionReplica, value: int, **more: Any) -> None:
    given = {"valid_from": MONDAY - DAY, "valid_to": None} | more
    async with kit.begin() as uow:
        uow.add(
            Policy(
                name="kernel.at_most",
                region_id=region.id,
                value={"value": value},
                source="the tests",
                **given,
            )
        )


async def holds(kit: ServiceKit, parameter: Parameter[int], region_id: Any) -> int:
    async with kit.begin() as uow:
        return await parameter.value(uow, region_id=region_id, at=kit.now)


async def test_the_shipped_value_holds_where_nothing_is_published(
    procurement: ServiceKit, at_most: Parameter[int]
) -> None:
    city, _, community = await procurement.regions()
    await publish(procurement, await procurement.region(), 99)

    assert await holds(procurement, at_most, city.id) == 3
    assert await holds(procurement, at_most, community.id) == 3
    assert await holds(procurement, at_most, ids.new()) == 3


def test_what_began_before_a_number_could_be_set_goes_by_the_shipped_one(
    at_most: Parameter[int],
) -> None:
    assert at_most.kept({at_most.name: 5}) == 5
    assert at_most.kept({}) == 3


async def test_the_nearest_region_wins_whatever_was_published_last(
    procurement: ServiceKit, at_most: Parameter[int]
) -> None:
    city, street, community = await procurement.regions()
    sibling = await procurement.region(parent=street)
    await publish(procurement, community, 10, valid_from=MONDAY - 3 * DAY)
    await publish(procurement, street, 20, valid_from=MONDAY - 2 * DAY)
    await publish(procurement, city, 30)

    found = [
        await holds(procurement, at_most, region.id)
        for region in (community, sibling, street, city)
    ]

    assert found == [10, 20, 20, 30]


async def test_a_value_holds_from_its_start_until_before_its_end(
    procurement: ServiceKit, at_most: Parameter[int]
) -> None:
    city, _, community = await procurement.regions()
    await publish(procurement, city, 10, valid_from=MONDAY, valid_to=MONDAY + DAY)

    found = []
    for at in (MONDAY - timedelta(microseconds=1), MONDAY, MONDAY + DAY - DAY / 24, MONDAY + DAY):
        procurement.now = at
        found.append(await holds(procurement, at_most, community.id))

    assert found == [3, 10, 10, 3]


async def test_the_later_start_wins_and_of_two_the_later_published(
    procurement: ServiceKit, at_most: Parameter[int]
) -> None:
    city, _, _ = await procurement.regions()
    await publish(procurement, city, 20, valid_from=MONDAY - DAY)
    await publish(procurement, city, 10, valid_from=MONDAY - 2 * DAY)
    assert await holds(procurement, at_most, city.id) == 20

    for value in range(30, 40):
        await publish(procurement, city, value, valid_from=MONDAY - DAY)
        assert await holds(procurement, at_most, city.id) == value


async def test_a_corrected_value_is_what_holds_when_the_nearer_one_ends(
    procurement: ServiceKit, at_most: Parameter[int]
) -> None:
    city, street, _ = await procurement.regions()
    await publish(procurement, street, 10, valid_to=MONDAY)
    await publish(procurement, city, 20)

    assert await holds(procurement, at_most, street.id) == 20


async def test_several_are_found_at_once(
    procurement: ServiceKit, at_most: Parameter[int], ttl: Parameter[Duration]
) -> None:
    city, _, _ = await procurement.regions()
    await publish(procurement, city, 10)

    async with procurement.begin() as uow:
        found = await policy.values(uow, [at_most, ttl], region_id=city.id, at=MONDAY)

    assert found == {"kernel.at_most": 10, "kernel.ttl": ttl.default}


@pytest.mark.parametrize("value", ["x", 1.5, None, [], {}, {"value": 1}, "１e3"])
def test_a_value_of_another_shape_is_refused(at_most: Parameter[int], value: Any) -> None:
    with pytest.raises(BadValue) as refused:
        at_most.parse(value)

    assert refused.value.pointer == "/value"


BAD_DURATIONS = [
    60,
    "60 min",
    {"value": 0, "unit": "min"},
    {"value": -1, "unit": "min"},
    {"value": 1.5, "unit": "h"},
    {"value": "2", "unit": "h"},
    {"value": 1, "unit": "year"},
    {"value": 1, "unit": "wd", "hours": "work"},
    {"value": 1, "unit": "h", "more": 1},
    {"unit": "h"},
]


@pytest.mark.parametrize("value", BAD_DURATIONS)
async def test_a_wrong_shape_is_never_published(
    procurement: ServiceKit, ttl: Parameter[Duration], publication: Any, value: Any
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    answer = await procurement.post("/policies", publication(city, value=value), as_=admin)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/value")
    shown = (await procurement.get("/policies")).json()
    assert shown["published"]["items"] == []
    assert ttl.name in {item["name"] for item in shown["parameters"]}


@pytest.mark.parametrize(
    "value", [{"value": 900, "unit": "wd"}, {"value": 9_000, "unit": "h", "hours": "work"}]
)
async def test_a_time_beyond_the_loaded_calendar_is_never_published(
    procurement: ServiceKit, ttl: Parameter[Duration], publication: Any, value: Any
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    answer = await procurement.post(
        "/policies", publication(city, name=ttl.name, value=value), as_=admin
    )

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/calendar-not-loaded"
    assert (await procurement.get("/policies")).json()["published"]["items"] == []


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [
        ("2026-03-03T00:00:00+08:00", "2026-03-03T00:00:00+08:00"),
        ("2026-03-03T00:00:00+08:00", "2026-03-02T23:59:59+08:00"),
        ("2026-02-01T00:00:00+08:00", "2026-03-02T10:00:00+08:00"),
    ],
)
async def test_a_value_that_never_holds_is_refused(
    procurement: ServiceKit, ttl: Any, publication: Any, valid_from: str, valid_to: str
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)
    body = publication(city, name=ttl.name, valid_from=valid_from, valid_to=valid_to)

    answer = await procurement.post("/policies", body, as_=admin)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/valid_to"


async def test_a_published_value_is_shown_to_everyone_and_used(
    procurement: ServiceKit, ttl: Parameter[Duration], publication: Any
) -> None:
    city, _, community = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    answer = await procurement.post("/policies", publication(city), as_=admin)

    assert answer.headers["location"] == "/api/procurement/v1/policies"
    (shown,) = (await procurement.get("/policies")).json()["published"]["items"]
    assert shown["id"] == answer.json()["id"]
    assert datetime.fromisoformat(shown["valid_from"]) == MONDAY  # asked for from the day before
    assert shown["value"] == {"value": 2, "unit": "h", "hours": "wall"}
    async with procurement.begin() as uow:
        found = await ttl.value(uow, region_id=community.id, at=MONDAY)
    assert found == Duration(value=2, unit="h")


def test_a_name_is_given_once(at_most: Parameter[int]) -> None:
    with pytest.raises(AssertionError):
        Parameter(at_most.name, int, default=1, source="the tests")
