"""Nobody decides on a matter he is party to, and what became of people meanwhile counts."""

from dataclasses import replace

import pytest

from shared.testing.kit import ServiceKit
from tests.needs.dispatching import at, given_a_town

WHY = {"reason": "居民来电催办"}


@pytest.mark.parametrize("step", ["recall", "no-show", "reassignment"])
async def test_staff_decide_nothing_about_a_team_of_theirs(needs: ServiceKit, step: str) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    if step != "recall":
        await town.step(order, "acceptance", town.member(team))
    needs.now = at("10:30") if step == "recall" else at("12:00")
    path = f"/orders/{order['id']}/{step}"
    parties = [
        replace(town.staff, person_id=team.member_ids[0]),
        replace(town.staff, organizations=frozenset({team.organization_id})),
    ]

    answers = [await needs.post(path, WHY, as_=actor) for actor in (*parties, town.staff)]

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert {answer.json()["type"] for answer in answers[:2]} == {"/problems/conflict-of-interest"}


async def test_nobody_speaks_for_the_resident_to_a_team_of_his_own(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    filer = replace(town.staff, person_id=team.member_ids[0])
    need_id = await town.need(reporter_person_id=None, filed_by_id=filer.id)
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "acceptance", town.member(team))
    place = f"/orders/{order['id']}"

    answers = [
        await needs.get(f"{place}/completion-code", as_=filer),
        await needs.post(f"{place}/completion-code", as_=filer),
        await needs.post(f"{place}/confirmation", {}, as_=filer),
    ]
    told = await needs.get(f"{place}/completion-code", as_=town.staff)

    assert [answer.status_code for answer in answers] == [403] * 3
    assert {answer.json()["type"] for answer in answers} == {"/problems/conflict-of-interest"}
    assert told.status_code == 200, told.text
