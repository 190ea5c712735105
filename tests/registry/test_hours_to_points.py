"""What the registry tells of volunteers is what credit counts their points by."""

from shared.access import Role
from shared.contracts.registry import HoursCorrected, HoursRecorded, RegionState, VolunteerState
from shared.events import Event
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree, given_an_organization, manager_of
from tests.registry.test_hours import WHY, given_two
from tests.registry.volunteering import recording, time

TOLD: tuple[type[Event], ...] = (RegionState, HoursRecorded, HoursCorrected, VolunteerState)
"""The volunteer last: hours may arrive before him."""


async def test_hours_that_were_recorded_here_are_points_there(
    registry: ServiceKit, credit: ServiceKit
) -> None:
    tree = await given_a_tree(registry)
    first, _ = await given_two(registry, tree)
    organization = await given_an_organization(registry, tree)
    manager = manager_of(registry, tree, organization)
    rows = [
        time(first, "2026-03-02T09:00", "2026-03-02T11:00", 120),
        time(first, "2026-03-03T09:00", "2026-03-03T10:15", 75),
    ]
    asked = recording(tree, organization, *rows)
    made = (await registry.post("/hour-entries", asked, as_=manager)).json()["items"]
    await registry.post(f"/hour-entries/{made[0]['id']}/correction", WHY, as_=manager)

    for kind in TOLD:
        told = await registry.events(kind.subject)
        await credit.receive(*(kind.model_validate(one) for one in told))

    himself = credit.actor(Role.VOLUNTEER, person=first["person_id"])
    points = await credit.get(f"/volunteers/{first['number']}/points", as_=himself)
    assert points.status_code == 200, points.text
    assert (points.json()["posted"], points.json()["months"][0]["minutes"]) == (2, 75)
