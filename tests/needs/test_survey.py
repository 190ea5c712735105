from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.needs.survey.model import Survey
from services.needs.survey.rules import Solved, wilson_lower
from shared import ids
from shared.access import Grant, Role
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT, given_a_town


async def an_open_survey(needs: ServiceKit) -> tuple[Any, Any, dict[str, Any]]:
    """A service that was confirmed without a rating, ten minutes after it."""
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.done(team)
    needs.now += timedelta(minutes=10)
    await town.step(order, "confirmation", town.resident, {})
    found = await needs.get("/surveys", as_=town.resident, params={"order_id": order["id"]})
    [survey] = found.json()["items"]
    return town, team, survey


async def test_a_leader_reads_what_is_said_of_his_own_team(needs: ServiceKit) -> None:
    town, team, survey = await an_open_survey(needs)
    other = await town.team(organization_id=team.organization_id)
    its = {"organization": team.organization_id, "region": town.city}
    manager = needs.actor(Role.ORG_MANAGER, **its)
    leaders = [
        needs.actor(Role.TEAM_LEADER, **its, person=one.member_ids[0]) for one in (team, other)
    ]

    read = [await needs.get("/surveys", as_=one) for one in (manager, *leaders)]

    found = [[one["id"] for one in answer.json()["items"]] for answer in read]
    assert found == [[survey["id"]], [survey["id"]], []]


async def test_the_resident_answers_once(needs: ServiceKit) -> None:
    town, team, survey = await an_open_survey(needs)
    path, body = f"/surveys/{survey['id']}/answer", {"score": 4, "solved": "partly"}

    answered = await needs.post(path, body, as_=town.resident)

    assert answered.status_code == 200, answered.text
    assert (answered.json()["score"], answered.json()["flags"]) == (4, [])
    [told] = await needs.events("needs.survey.answered.v1")
    assert (told["organization_id"], told["solved"], told["flagged"]) == (
        str(team.organization_id),
        "partly",
        False,
    )
    again = await needs.post(path, {"score": 5}, as_=town.resident)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-answered")


@pytest.mark.parametrize("accounts", ["this one", "the other one"])
async def test_what_people_of_the_organization_say_of_its_service_is_flagged(
    needs: ServiceKit, accounts: str
) -> None:
    town, team, survey = await an_open_survey(needs)
    its: dict[str, Any] = {"organizations": frozenset({team.organization_id})}
    if accounts == "this one":
        its = {"grants": (Grant(Role.ORG_MANAGER, town.city.path, team.organization_id),)}

    answered = await needs.post(
        f"/surveys/{survey['id']}/answer", {"score": 5}, as_=replace(town.resident, **its)
    )

    assert answered.status_code == 200, answered.text
    assert answered.json()["flags"] == ["team_household"]
    [told] = await needs.events("needs.survey.answered.v1")
    assert told["flagged"] is True


@pytest.mark.parametrize("score", [0, 6, 4.5, "5", None])
async def test_a_score_is_a_whole_number_from_one_to_five(needs: ServiceKit, score: Any) -> None:
    town, _, survey = await an_open_survey(needs)

    answer = await needs.post(
        f"/surveys/{survey['id']}/answer", {"score": score}, as_=town.resident
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/score"


async def test_nobody_answers_for_the_resident(needs: ServiceKit) -> None:
    town, _, survey = await an_open_survey(needs)
    path = f"/surveys/{survey['id']}/answer"

    assert (await needs.post(path, {"score": 5}, as_=town.staff)).status_code == 403
    stranger = needs.actor(person=ids.new())
    assert (await needs.post(path, {"score": 5}, as_=stranger)).status_code == 404


async def test_rates_count_silence_in_the_coverage_and_leave_doubtful_answers_out(
    needs: ServiceKit,
) -> None:
    organization_id = ids.new()
    async with needs.begin() as uow:
        for number in range(25):
            answered = number < 21
            uow.add(
                Survey(
                    order_id=ids.new(),
                    need_id=ids.new(),
                    team_id=ids.new(),
                    organization_id=organization_id,
                    region_id=ids.new(),
                    person_id=ids.new(),
                    served_at=needs.now,
                    asked_at=needs.now - timedelta(days=1),
                    answered_at=needs.now if answered else None,
                    score=(5 if number < 17 else 2) if answered else None,
                    solved=(Solved.YES if number < 16 else Solved.PARTLY) if answered else None,
                    contacted=True if answered else None,
                    flagged=number == 20,
                )
            )

    needs.now += timedelta(days=31)
    answer = await needs.get("/rates", params={"organization_id": str(organization_id)})

    found = answer.json()
    assert (found["since"], found["until"]) == ("2026-03-01", "2026-04-01")
    assert (found["asked"], found["answered"], found["flagged"]) == (25, 20, 1)
    assert (found["coverage"], found["sufficient"]) == (0.8, True)
    assert found["satisfaction"] == {"yes": 17, "rate": 0.85, "lower_bound": 0.639581}
    assert found["resolution"]["yes"] == 16
    assert found["partly"] == {"yes": 4, "rate": 0.2, "lower_bound": wilson_lower(4, 20)}


async def test_what_one_resident_answered_is_in_no_public_figure(needs: ServiceKit) -> None:
    town, team, survey = await an_open_survey(needs)
    said = {"score": 2, "solved": "no"}
    await needs.post(f"/surveys/{survey['id']}/answer", said, as_=town.resident)
    needs.now += timedelta(days=31)

    answer = await needs.get("/rates", params={"organization_id": str(team.organization_id)})

    found = answer.json()
    assert (answer.status_code, found["answered"], found["since"]) == (200, 0, None)
    hidden = {"yes": None, "rate": None, "lower_bound": None}
    assert found["satisfaction"] == found["resolution"] == found["response"] == hidden


async def test_a_period_must_begin_before_it_ends(needs: ServiceKit) -> None:
    backwards = {
        "organization_id": str(ids.new()),
        "from": "2026-03-02T00:00:00+08:00",
        "to": "2026-03-01T00:00:00+08:00",
    }

    answer = await needs.get("/rates", params=backwards)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/period-reversed")
    told = answer.json()
    assert told["errors"] == [{"parameter": "to", "in": "query", "detail": told["detail"]}]


async def test_a_period_of_no_year_of_ours_is_refused(needs: ServiceKit) -> None:
    params = {"organization_id": str(ids.new()), "to": "0001-03-02T00:00:00Z"}

    answer = await needs.get("/rates", params=params)

    assert answer.status_code == 422


async def test_who_filed_for_another_confirms_for_him_and_does_not_rate(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need(reporter_person_id=None, filed_by_id=town.staff.id)
    [order] = await town.orders(need_id=need_id)
    place = {"latitude": POINT[0], "longitude": POINT[1]}
    for step, body in (("acceptance", None), ("departure", None), ("check-in", place)):
        await town.step(order, step, town.member(team), body)
    code = await needs.get(f"/orders/{order['id']}/completion-code", as_=town.staff)
    await town.step(order, "completion", town.member(team), {"code": code.json()["code"]})
    path = f"/orders/{order['id']}/confirmation"

    rated = await needs.post(path, {"score": 5}, as_=town.staff)
    confirmed = await needs.post(path, {}, as_=town.staff)

    assert (rated.status_code, rated.json()["type"]) == (403, "/problems/not-your-survey")
    assert confirmed.status_code == 200, confirmed.text
    assert await needs.events("needs.survey.answered.v1") == []


@pytest.mark.parametrize("word", [{"text": "还是漏水"}, {"solved": "no"}, {"contacted": False}])
async def test_no_word_of_the_resident_is_lost_for_want_of_a_score(
    needs: ServiceKit, word: dict[str, Any]
) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    path = f"/orders/{order['id']}/confirmation"

    lost = await needs.post(path, word, as_=town.resident)
    kept = await needs.post(path, word | {"score": 3}, as_=town.resident)

    assert (lost.status_code, kept.status_code) == (422, 200)
    assert "请同时打分" in lost.json()["errors"][0]["detail"]
    found = await needs.get("/surveys", as_=town.resident, params={"order_id": order["id"]})
    assert word.items() <= found.json()["items"][0].items()
