"""A panel judges two candidates."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.procurement.panel.states import Capacity
from services.procurement.panel.use_cases import appoint_panel
from services.procurement.review.use_cases import open_review
from services.procurement.worker_replica.model import WorkerReplica
from shared import ids
from shared.access import Actor
from tests.procurement.judging import CRITERIA, WHY, Judges, given_judges
from tests.procurement.market import Market

CALL = ids.new()


class Stage:
    """One stage of a panel, with two candidates."""

    def __init__(self, market: Market, judges: Judges) -> None:
        self.kit, self.market, self.judges = market.kit, market, judges
        self.bodies = {str(ids.new()): ids.new() for _ in range(2)}
        self.first, self.second = self.bodies
        self.review: dict[str, Any] = {}

    async def open(self) -> None:
        terms = {"call_id": CALL, "region_id": self.market.street.id, "criteria": CRITERIA}
        members = [
            {
                "account_id": UUID(one["account_id"]),
                "person_id": UUID(one["person_id"]),
                "capacity": Capacity(one["capacity"]),
            }
            for one in self.judges.members
        ]
        async with self.kit.begin() as uow:
            panel = await appoint_panel(
                uow, terms=terms | {"trim_from": 5, "rules": {}}, members=members, place=""
            )
            candidates = {UUID(one): body for one, body in self.bodies.items()}
            await open_review(uow, panel=panel, stage="expert", candidates=candidates)
        self.review = await self.judges.review(str(CALL), "expert")

    async def post(self, step: str, asked: Any = None, *, by: Actor) -> Any:
        return await self.kit.post(f"/reviews/{self.review['id']}/{step}", asked, as_=by)

    async def all_score(self, *plans: int) -> None:
        """Each gives the first candidate what is his, the second nothing for its plan; all lock."""
        for by, plan in zip(self.judges.actors, plans, strict=True):
            await self.judges.score(self.review, self.first, by, plan)
            await self.judges.score(self.review, self.second, by, 0)
            answer = await self.post("lock", by=by)
            assert answer.status_code == 200, answer.text

    async def sheets(self, *, by: Actor) -> list[Any]:
        shown = await self.kit.get(f"/reviews/{self.review['id']}", as_=by)
        return list(shown.json()["sheets"])

    async def panel(self, step: str, asked: Any, *, by: Actor) -> Any:
        return await self.kit.post(f"/panels/{self.review['panel_id']}/{step}", asked, as_=by)


@pytest.fixture
async def stage(market: Market) -> Stage:
    found = Stage(market, given_judges(market))
    await found.open()
    return found


async def test_nobody_sees_anothers_scores_before_he_has_locked_his_own(stage: Stage) -> None:
    one, other, *_ = stage.judges.actors
    for by in (one, other):
        await stage.judges.score(stage.review, stage.first, by, 3_000)
        await stage.judges.score(stage.review, stage.second, by, 2_000)
    early = await stage.post("lock", by=stage.judges.actors[2])

    before = await stage.sheets(by=one)
    await stage.post("lock", by=one)
    unlocked = await stage.sheets(by=one)
    await stage.post("lock", by=other)
    after = await stage.sheets(by=one)

    assert early.json()["type"] == "/problems/sheets-missing"
    assert [len(seen) for seen in (before, unlocked, after)] == [2, 2, 4]
    assert await stage.sheets(by=stage.market.buyer) == []
    again = await stage.judges.score(stage.review, stage.first, one, 1_000)
    assert again.json()["type"] == "/problems/sheets-locked"


async def test_a_report_is_signed_by_all_and_ranks_by_the_trimmed_mean(stage: Stage) -> None:
    await stage.all_score(6_000, 5_000, 5_000, 5_000, 4_000)
    staff = await stage.sheets(by=stage.market.buyer)

    for by in stage.judges.actors[:4]:
        await stage.post("signature", {}, by=by)
    last = stage.judges.actors[4]
    signed = await stage.post("signature", {"dissent": "对第二名的得分有不同意见。"}, by=last)

    assert len(staff) == 10
    told = signed.json()
    assert told["state"] == "signed"
    assert [(one["candidate_id"], one["total"], one["rank"]) for one in told["ranking"]] == [
        (stage.first, 9_000, 1),
        (stage.second, 4_000, 2),
    ]
    assert told["ranking"][0]["totals"] == [10_000, 9_000, 9_000, 9_000, 8_000]
    assert told["signatures"][4]["dissent"] is not None
    assert len(told["record_sha256"]) == 64


async def test_what_departs_from_the_others_is_corrected_or_confirmed_first(stage: Stage) -> None:
    await stage.all_score(6_000, 3_000, 3_000, 3_000, 3_000)
    bold, calm, *_ = stage.judges.actors
    plan = {"candidate_id": stage.first, "code": "expert_plan", "score": 6_000, "reason": WHY}
    record = plan | {"candidate_id": stage.second, "code": "expert_record", "score": 3_000}

    refused = await stage.post("signature", {}, by=bold)
    unneeded = await stage.post("corrections", plan | {"score": 3_000}, by=calm)
    beyond = await stage.post("corrections", plan | {"score": 6_001}, by=bold)
    confirmed = await stage.post("corrections", plan, by=bold)
    fact = await stage.post("corrections", record, by=bold)
    signed = await stage.post("signature", {}, by=bold)

    assert refused.json()["type"] == "/problems/outlier-unconfirmed"
    assert [one["code"] for one in refused.json()["outliers"]] == ["expert_plan"]
    assert unneeded.json()["type"] == "/problems/nothing-to-correct"
    assert beyond.json()["type"] == "/problems/score-out-of-band"
    assert confirmed.status_code == 200, confirmed.text
    assert fact.json()["type"] == "/problems/nothing-to-correct"
    assert signed.json()["state"] == "signing"


async def test_an_objective_score_that_differs_keeps_the_report_unsigned(stage: Stage) -> None:
    odd = stage.judges.actors[0]
    for by in stage.judges.actors:
        for candidate in stage.bodies:
            await stage.judges.score(stage.review, candidate, by, 3_000)
    scores = [
        {"code": "expert_record", "score": 3_999, "reason": WHY},
        {"code": "expert_plan", "score": 3_000, "reason": WHY},
    ]
    await stage.post("sheets", {"candidate_id": stage.first, "scores": scores}, by=odd)
    for by in stage.judges.actors:
        await stage.post("lock", by=by)
    mended = {"candidate_id": stage.first, "code": "expert_record", "score": 4_000, "reason": WHY}

    refused = await stage.post("signature", {}, by=odd)
    await stage.post("corrections", mended, by=odd)
    signed = await stage.post("signature", {}, by=odd)

    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "/problems/objective-score-mismatch",
    )
    assert signed.status_code == 200, signed.text


async def test_who_stands_aside_scores_not_and_is_not_counted(stage: Stage) -> None:
    near, *others = stage.judges.actors
    shown = await stage.kit.get(f"/panels/{stage.review['panel_id']}", as_=near)
    member = shown.json()["members"][0]["id"]
    for candidate, plan in ((stage.first, 0), (stage.second, 3_000)):
        await stage.judges.score(stage.review, candidate, near, plan)
    told = {
        "member_id": member,
        "organization_id": str(stage.bodies[stage.first]),
        "ground": "kinship",
        "reason": "与该组织负责人是亲属。",
    }

    await stage.panel("recusals", told, by=near)
    again = await stage.judges.score(stage.review, stage.first, near, 0)
    stranger = await stage.panel("recusals", told, by=others[0])
    for by in others:
        for candidate in stage.bodies:
            await stage.judges.score(stage.review, candidate, by, 3_000)
    for by in stage.judges.actors:
        await stage.post("lock", by=by)
    signed = await stage.post("signature", {}, by=near)

    assert (again.status_code, again.json()["type"]) == (403, "/problems/recused")
    assert stranger.json()["type"] == "/problems/out-of-charge"
    found = {one["candidate_id"]: one["totals"] for one in signed.json()["ranking"]}
    assert found[stage.first] == [7_000] * 4
    assert found[stage.second] == [7_000] * 5


async def test_who_works_for_a_candidate_stands_aside_without_being_asked(market: Market) -> None:
    stage = Stage(market, given_judges(market))
    worker = stage.judges.actors[3]
    async with stage.kit.begin() as uow:
        told: dict[str, Any] = {
            "person_id": worker.person_id,
            "organization_id": stage.bodies[stage.first],
        }
        told |= {"level": None, "registered_until": None}
        uow.add(WorkerReplica(id=ids.new(), version=1, **told))

    await stage.open()

    shown = await stage.kit.get(f"/panels/{stage.review['panel_id']}", as_=worker)
    (found,) = shown.json()["recusals"]
    assert (found["ground"], found["declared"]) == ("employment", False)
    assert found["organization_id"] == str(stage.bodies[stage.first])


async def test_a_member_who_does_not_come_is_replaced_and_all_sign_anew(stage: Stage) -> None:
    await stage.all_score(3_000, 3_000, 3_000, 3_000, 3_000)
    await stage.post("signature", {}, by=stage.judges.actors[0])
    shown = await stage.kit.get(f"/panels/{stage.review['panel_id']}", as_=stage.market.buyer)
    gone, new = shown.json()["members"][4]["id"], given_judges(stage.market).actors[4]
    seat = {"account_id": str(new.id), "person_id": str(new.person_id), "reason": "因病不能参加"}

    await stage.panel(f"members/{gone}/replacement", seat, by=stage.market.buyer)
    absent = await stage.post("signature", {}, by=stage.judges.actors[4])
    early = await stage.post("signature", {}, by=stage.judges.actors[0])
    await stage.judges.score(stage.review, stage.first, new, 2_000)
    await stage.judges.score(stage.review, stage.second, new, 0)
    await stage.post("lock", by=new)
    signed = await stage.post("signature", {}, by=new)

    assert absent.status_code == 404
    assert early.json()["type"] == "/problems/illegal-move"
    assert signed.status_code == 200, signed.text
    assert signed.json()["state"] == "signing"
    assert signed.json()["ranking"][0]["totals"] == [7_000] * 4 + [6_000]


async def test_a_member_is_the_person_named_and_holds_the_role_he_sits_there_for(
    stage: Stage,
) -> None:
    expert = stage.judges.actors[0]
    resident = type(expert)(id=expert.id, person_id=expert.person_id)
    lost = replace(expert, grants=stage.judges.actors[4].grants)
    named_wrong = replace(expert, person_id=ids.new())

    none = await stage.judges.score(stage.review, stage.first, resident, 0)
    others = [
        await stage.judges.score(stage.review, stage.first, one, 0) for one in (lost, named_wrong)
    ]

    assert none.json()["type"] == "/problems/role-required"
    assert {one.json()["type"] for one in others} == {"/problems/not-a-member"}
