from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.access import Actor
from shared.clock import LOCAL
from shared.contracts.credit import PenaltyDecided, PenaltyProposed, PenaltyReversed
from shared.testing.kit import ServiceKit
from tests.credit.facts import merged
from tests.credit.given import organization_state
from tests.credit.spending import Scene, a_scene, look, neighbor


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    made = await a_scene(credit)
    await made.earn(100)
    return made


async def propose(scene: Scene, by: Actor, **fields: Any) -> Any:
    body = {
        "account_id": str(scene.account_id),
        "ground": "服务记录与回访不符",
        "points": 150,
        "evidence": ["回访记录 2026-02-11"],
    }
    return await scene.credit.post("/penalties", body | fields, as_=by)


async def step(scene: Scene, penalty: Any, what: str, body: Any, by: Actor) -> Any:
    return await scene.credit.post(f"/penalties/{penalty['id']}/{what}", body, as_=by)


UPHELD = {"upheld": True, "reason": "证据充分"}
NOT = {"upheld": False, "reason": "证据不足"}


async def test_an_organization_is_heard_before_anything_is_decided(scene: Scene) -> None:
    penalty = (await propose(scene, scene.officer())).json()

    early = await step(scene, penalty, "decision", UPHELD, scene.officer())

    (told,) = await scene.credit.events("credit.penalty.proposed.v1")
    assert PenaltyProposed.model_validate(told).statement_due.date().isoformat() == "2026-03-16"
    assert (early.status_code, early.json()["type"]) == (409, "/problems/statement-pending")
    assert await scene.stands() == (100, 0, 0)


async def test_what_is_decided_takes_what_there_is_and_the_rest_is_arrears(scene: Scene) -> None:
    penalty = (await propose(scene, scene.officer())).json()
    await step(scene, penalty, "statement", {"text": "记录由新人误填"}, scene.manager)

    done = await step(scene, penalty, "decision", UPHELD, scene.officer())

    (told,) = await scene.credit.events("credit.penalty.decided.v1")
    standing = (await scene.credit.events("credit.standing.state.v1"))[-1]
    assert (done.status_code, done.json()["state"]) == (200, "posted")
    assert PenaltyDecided.model_validate(told).posted
    assert await scene.stands() == (0, 0, 50)
    assert standing["arrears"] is True


async def test_silence_is_no_obstacle_once_the_time_is_over(scene: Scene) -> None:
    penalty = (await propose(scene, scene.officer())).json()
    scene.credit.now += timedelta(days=15)

    done = await step(scene, penalty, "decision", UPHELD, scene.officer())
    late = await step(scene, penalty, "statement", {"text": "晚了"}, scene.manager)

    assert done.status_code == 200
    assert late.status_code == 409


async def test_nobody_decides_what_he_proposed_nor_an_appeal_against_himself(scene: Scene) -> None:
    one, two, three = (scene.officer() for _ in range(3))
    penalty = (await propose(scene, one)).json()
    await step(scene, penalty, "statement", {"text": "误填"}, scene.manager)

    own = await step(scene, penalty, "decision", UPHELD, one)
    await step(scene, penalty, "decision", UPHELD, two)
    await step(scene, penalty, "appeal", {"text": "请复核"}, scene.manager)
    reviews = [await step(scene, penalty, "review", NOT, by) for by in (one, two, three)]

    assert (own.status_code, own.json()["type"]) == (403, "/problems/four-eyes")
    assert [review.status_code for review in reviews] == [403, 403, 200]


async def test_an_appeal_that_succeeds_gives_everything_back(scene: Scene) -> None:
    penalty = (await propose(scene, scene.officer())).json()
    await step(scene, penalty, "statement", {"text": "误填"}, scene.manager)
    await step(scene, penalty, "decision", UPHELD, scene.officer())
    await step(scene, penalty, "appeal", {"text": "请复核"}, scene.manager)

    done = await step(scene, penalty, "review", NOT, scene.officer())

    (told,) = await scene.credit.events("credit.penalty.reversed.v1")
    assert done.json()["state"] == "reversed"
    assert PenaltyReversed.model_validate(told).points == 150
    assert await scene.stands() == (100, 0, 0)


async def appealed(scene: Scene, **fields: Any) -> Any:
    penalty = (await propose(scene, scene.officer(), **fields)).json()
    await step(scene, penalty, "statement", {"text": "误填"}, scene.manager)
    decided = (await step(scene, penalty, "decision", UPHELD, scene.officer())).json()
    await step(scene, penalty, "appeal", {"text": "请复核"}, scene.manager)
    return decided


async def test_what_is_given_back_counts_for_the_day_it_was_taken(scene: Scene) -> None:
    penalty = await appealed(scene)
    scene.credit.now += timedelta(days=100)
    await step(scene, penalty, "review", NOT, scene.officer())

    tier = await look(scene, scene.credit.now + timedelta(days=300))

    assert (tier["earned_12m"], await scene.stands()) == (0, (100, 0, 0))


async def test_an_appeal_gives_back_what_was_not_reversed_by_hand_before(scene: Scene) -> None:
    penalty = await appealed(scene)
    asked = {"amount": 20, "reason": "部分有误", "evidence": ["复核记录"]}
    place = f"/transfers/{penalty['transfer_id']}/reversal"
    grant = (await scene.credit.post(place, asked, as_=scene.officer())).json()
    await scene.credit.post(f"/grants/{grant['id']}/approval", {}, as_=scene.officer())

    done = await step(scene, penalty, "review", NOT, scene.officer())

    assert (done.status_code, done.json().get("state")) == (200, "reversed")
    assert await scene.stands() == (100, 0, 0)


async def test_without_an_appeal_it_is_final_after_fifteen_working_days(scene: Scene) -> None:
    penalty = (await propose(scene, scene.officer())).json()
    await step(scene, penalty, "statement", {"text": "误填"}, scene.manager)
    decided = (await step(scene, penalty, "decision", UPHELD, scene.officer())).json()

    await scene.credit.tick(scene.credit.now + timedelta(days=25))
    late = await step(scene, penalty, "appeal", {"text": "请复核"}, scene.manager)

    assert decided["appeal_due"].startswith("2026-03-23")
    assert (late.status_code, late.json()["state"]) == (409, "final")


async def test_a_dropped_penalty_takes_nothing(scene: Scene) -> None:
    penalty = (await propose(scene, scene.officer())).json()
    await step(scene, penalty, "statement", {"text": "误填"}, scene.manager)

    done = await step(scene, penalty, "decision", NOT, scene.officer())

    assert done.json()["state"] == "dropped"
    assert await scene.stands() == (100, 0, 0)


@pytest.mark.parametrize("points", [0, -1, 1.5, "10", True, 2**62])
async def test_points_are_a_positive_integer(scene: Scene, points: Any) -> None:
    answer = await propose(scene, scene.officer(), points=points)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/points"


@pytest.mark.parametrize("steps", [1, 2])
async def test_who_manages_a_successor_answers_for_what_passed_on(scene: Scene, steps: int) -> None:
    penalty = (await propose(scene, scene.officer())).json()
    heir = scene
    for _ in range(steps):
        ended, heir = heir, await neighbor(scene)
        fact = merged(ended.organization_id, heir.organization_id, scene.community)
        await scene.credit.receive(fact)
    stranger = await neighbor(scene)
    text = {"text": "记录由新人误填"}
    foreign = await step(scene, penalty, "statement", text, stranger.manager)
    stated = await step(scene, penalty, "statement", text, heir.manager)
    await step(scene, penalty, "decision", UPHELD, scene.officer())
    await scene.credit.tick()
    owed = await heir.stands()

    appealed = await step(scene, penalty, "appeal", text, heir.manager)
    seen = await scene.credit.get("/penalties", as_=heir.manager)
    done = await step(scene, penalty, "review", NOT, scene.officer())
    await scene.credit.tick()

    assert (foreign.status_code, stated.status_code, appealed.status_code) == (404, 200, 200)
    assert [one["id"] for one in seen.json()["items"]] == [penalty["id"]]
    assert (owed, done.status_code, await heir.stands()) == ((0, 0, 50), 200, (100, 0, 0))


async def test_an_appeal_is_decided_when_the_account_was_closed_meanwhile(scene: Scene) -> None:
    penalty = (await propose(scene, scene.officer(), points=30)).json()
    await step(scene, penalty, "statement", {"text": "误填"}, scene.manager)
    await step(scene, penalty, "decision", UPHELD, scene.officer())
    await step(scene, penalty, "appeal", {"text": "并非本组织所为"}, scene.manager)
    canceled = {"organization_id": scene.organization_id, "version": 2, "state": "canceled"}
    await scene.credit.receive(organization_state(scene.community, **canceled))

    done = await step(scene, penalty, "review", NOT, scene.officer())

    assert (done.status_code, done.json().get("state")) == (200, "reversed")
    assert await scene.stands() == (70, 0, 0)


async def test_nothing_is_proposed_that_nobody_could_take(scene: Scene) -> None:
    canceled = {"organization_id": scene.organization_id, "version": 2, "state": "canceled"}
    await scene.credit.receive(organization_state(scene.community, **canceled))

    answer = await propose(scene, scene.officer())

    assert (answer.status_code, answer.json().get("type")) == (409, "/problems/account-unusable")


async def test_a_penalty_takes_nothing_that_had_ended_while_the_timer_is_late(
    scene: Scene,
) -> None:
    await scene.earn(100, effective_on=date(2024, 5, 1))
    scene.credit.now = datetime(2026, 12, 21, 10, tzinfo=LOCAL)
    penalty = (await propose(scene, scene.officer(), points=50)).json()
    await step(scene, penalty, "statement", {"text": "记录由新人误填"}, scene.manager)
    scene.credit.now = datetime(2027, 1, 1, 0, 1, tzinfo=LOCAL)

    await step(scene, penalty, "decision", UPHELD, scene.officer())
    await scene.credit.tick()

    assert await scene.stands() == (50, 0, 0)
