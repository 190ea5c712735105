"""The manual queue is read to its end, in the order of what is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.needs.need.model import Need
from services.needs.need.states import NeedState
from shared import ids
from shared.access import Grant, Role
from shared.pages import due_cursor
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import Town, at, given_a_town

LATEST = datetime.max.replace(tzinfo=UTC)


async def waiting(town: Town, due: datetime | None) -> UUID:
    return await town.waiting(state=NeedState.CLASSIFIED, due_at=due)


async def taken_up(needs: ServiceKit, need_id: UUID) -> None:
    """A project takes it up meanwhile, and no end is promised any more."""
    async with needs.begin() as uow:
        need = await uow.get(Need, need_id)
        need.state, need.due_at = NeedState.IN_PROJECT, None


async def test_the_queue_goes_on_where_a_page_ended_whatever_became_of_its_last(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    odd = at("09:00") + timedelta(microseconds=1)
    dues = [at("10:00"), None, at("09:00"), odd, None, at("09:00"), None]
    made = [(due or LATEST, await waiting(town, due)) for due in dues]
    await town.waiting(due_at=at("08:00"))

    shown, after = list[UUID](), dict[str, str]()
    for _ in made:
        params = {"limit": 1, **after}
        page = (await needs.get("/needs/queue", as_=town.staff, params=params)).json()
        (found,) = page["items"]
        shown.append(UUID(found["id"]))
        await taken_up(needs, shown[-1])
        after = {"after": page["next"]}

    assert shown == [need_id for _, need_id in sorted(made)]
    assert page["next"] is None


async def test_a_place_that_no_page_ended_at_is_an_end_or_a_refusal(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    need_id = await waiting(town, None)

    answers = [
        await needs.get("/needs/queue", as_=town.staff, params={"after": after})
        for after in (due_cursor(None, need_id), due_cursor(LATEST, need_id), "_" * 32, "_" * 22)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 422]
    assert [answer.json()["items"] for answer in answers[:3]] == [[]] * 3


async def test_what_staff_asked_for_at_home_or_audit_elsewhere_is_not_in_their_queue(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    elsewhere = await needs.region(parent=town.city, level="street")
    home = await needs.region(parent=elsewhere)
    audits = Grant(Role.AUDITOR, elsewhere.path)
    staff = replace(town.staff, person_id=ids.new(), grants=(*town.staff.grants, audits))
    mine = await waiting(town, at("10:00"))
    lives = {"region_id": home.id, "state": NeedState.CLASSIFIED}
    own = await town.waiting(**lives, reporter_person_id=staff.person_id)

    queue, seen = [
        (await needs.get(path, as_=staff)).json()["items"] for path in ("/needs/queue", "/needs")
    ]

    assert [one["id"] for one in queue] == [str(mine)]
    assert {one["id"] for one in seen} == {str(mine), str(own)}
