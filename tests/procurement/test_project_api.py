from typing import Any

import pytest

from shared import ids
from shared.access import Role
from shared.contracts.needs import ClusterDissolved
from shared.records import fingerprint
from tests.procurement.market import SHA, Market, yuan

REASON = {"reason": "与已批准的年度计划重复，暂不立项"}


async def test_of_one_cluster_there_is_one_open_brief_with_the_newest_words(
    market: Market,
) -> None:
    told = market.proposal()
    newer = market.proposal(cluster_id=told.cluster_id, households=31, snapshot_sha256="b" * 64)
    await market.kit.receive(told, told, newer)

    inbox = await market.kit.get("/briefs", as_=market.buyer)

    assert [one["households"] for one in inbox.json()["items"]] == [31]


async def test_a_rejected_brief_tells_the_cluster_why(market: Market) -> None:
    brief = await market.brief()
    short = await market.kit.post(
        f"/briefs/{brief['id']}/rejection", {"reason": "不行"}, as_=market.buyer
    )

    rejected = await market.must(f"/briefs/{brief['id']}/rejection", REASON, as_=market.buyer)

    assert short.status_code == 422
    assert rejected["state"] == "rejected"
    (told,) = await market.kit.events("procurement.brief.rejected.v1")
    assert (told["cluster_id"], told["reason"]) == (brief["cluster_id"], REASON["reason"])


async def test_a_brief_is_decided_once(market: Market) -> None:
    brief = await market.brief()
    await market.must(f"/briefs/{brief['id']}/rejection", REASON, as_=market.buyer)
    asked = market.plan(await market.fund())

    answer = await market.kit.post(f"/briefs/{brief['id']}/acceptance", asked, as_=market.buyer)

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/illegal-move"


async def test_a_dissolved_cluster_leaves_the_inbox(market: Market) -> None:
    told = market.proposal()
    gone = ClusterDissolved(cluster_id=told.cluster_id, region_id=told.region_id, at=market.kit.now)

    await market.kit.receive(told, gone)

    inbox = await market.kit.get("/briefs", as_=market.buyer, params={"state": "withdrawn"})
    assert len(inbox.json()["items"]) == 1


async def test_a_funded_project_answers_the_cluster(market: Market) -> None:
    fund_id = await market.fund()
    project = await market.project(fund_id)
    assert await market.kit.events("procurement.brief.accepted.v1") == []

    funded = await market.step(project, "submission", "approval", "funding")

    assert funded["state"] == "funded"
    (told,) = await market.kit.events("procurement.brief.accepted.v1")
    assert told["cluster_id"] == project["cluster_id"]
    assert told["record_sha256"] == funded["record_sha256"]
    found = await market.balance(fund_id)
    assert (found["available"], found["reserved"]) == ("60000.00", "40000.00")


async def test_a_project_fingerprint_can_be_recomputed_and_holds_its_source(
    market: Market,
) -> None:
    project = await market.project()

    told = (await market.kit.get(f"/projects/{project['id']}/record", as_=market.buyer)).json()

    assert fingerprint(told["record"]) == told["record_sha256"] == project["record_sha256"]
    assert told["record"]["sources"][0]["snapshot_sha256"] == SHA


@pytest.mark.parametrize("step", ["approval", "funding"])
async def test_the_author_neither_approves_nor_funds(market: Market, step: str) -> None:
    both = market.kit.actor(Role.BUYER, Role.FINANCE, region=market.street)
    market.buyer = both
    project = await market.project()
    await market.step(
        project, *(("submission",) if step == "approval" else ("submission", "approval"))
    )

    answer = await market.kit.post(f"/projects/{project['id']}/{step}", as_=both, if_match="*")

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/four-eyes"


async def test_who_wrote_the_plan_anew_does_not_approve_it(market: Market) -> None:
    fund_id = await market.fund()
    project = await market.project(fund_id)
    colleague = market.kit.actor(Role.BUYER, region=market.street)
    path = f"/projects/{project['id']}"
    plan = market.plan(fund_id, title="空巢老人心理疏导二期")
    anew = await market.kit.put(path, plan, as_=colleague, if_match="*")
    await market.step(project, "submission")

    own = await market.kit.post(f"{path}/approval", as_=colleague, if_match="*")
    other = await market.kit.post(f"{path}/approval", as_=market.approver, if_match="*")

    assert anew.json()["author_id"] == str(colleague.id)
    assert own.json()["type"] == "/problems/four-eyes"
    assert other.json()["state"] == "approved"


@pytest.mark.parametrize("step", ["approval", "funding"])
async def test_who_wrote_a_plan_first_decides_nothing_after_a_colleague_wrote_it_anew(
    market: Market, step: str
) -> None:
    author = market.buyer = market.kit.actor(Role.BUYER, Role.FINANCE, region=market.street)
    fund_id = await market.fund()
    project = await market.step(await market.project(fund_id), "submission")
    path = f"/projects/{project['id']}"
    await market.must(f"{path}/return", REASON, as_=market.approver)
    market.buyer = market.kit.actor(Role.BUYER, region=market.street)
    plan = market.plan(fund_id, title="空巢老人心理疏导二期")
    anew = await market.kit.put(path, plan, as_=market.buyer, if_match="*")
    steps = ("submission",) if step == "approval" else ("submission", "approval")
    await market.step(project, *steps)

    colleague = market.approver if step == "approval" else market.finance
    own = await market.kit.post(f"{path}/{step}", as_=author, if_match="*")
    other = await market.kit.post(f"{path}/{step}", as_=colleague, if_match="*")

    assert anew.json()["author_id"] == str(market.buyer.id)
    assert (own.status_code, own.json()["type"]) == (403, "/problems/four-eyes")
    assert other.status_code == 200


async def test_too_little_money_reserves_nothing_and_says_what_is_missing(
    market: Market,
) -> None:
    rich, poor = await market.fund(30_000), await market.fund(5_000)
    split = [
        {"fund_id": rich, "amount": yuan(30_000)},
        {"fund_id": poor, "amount": yuan(10_000)},
    ]
    project = await market.project(rich, budget_lines=split)
    await market.step(project, "submission", "approval")

    answer = await market.kit.post(f"/projects/{project['id']}/funding", as_=market.finance)

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/insufficient-funds"
    assert answer.json()["shortfalls"] == [
        {"fund_id": poor, "requested": "10000.00", "available": "5000.00"}
    ]
    assert (await market.balance(rich))["reserved"] == "0.00"
    shown = await market.kit.get(f"/projects/{project['id']}", as_=market.buyer)
    assert shown.json()["state"] == "approved"


BAD_PLANS: list[tuple[dict[str, Any], int, str]] = [
    ({"ceiling": yuan(39_999)}, 422, "items-above-ceiling"),
    ({"ceiling": yuan(40_001)}, 422, "ceiling-above-budget"),
    ({"ends_on": "2026-02-28"}, 422, "invalid-period"),
    ({"ends_on": "2027-03-02"}, 422, "invalid-period"),
    ({"starts_on": "9999-06-01", "ends_on": "9999-12-31"}, 422, "validation"),
    ({"starts_on": 1_772_323_200}, 422, "validation"),
    ({"ends_on": "2026-12-31T00:00:00"}, 422, "validation"),
    ({"service_items": []}, 422, "validation"),
    ({"budget_lines": []}, 422, "validation"),
    ({"ceiling": {"amount": 40000.0, "currency": "CNY"}}, 422, "validation"),
    ({"title": "\u202e\u202e\u202e\u202e"}, 422, "validation"),
    ({"unknown": 1}, 422, "validation"),
]


@pytest.mark.parametrize(("fields", "status", "kind"), BAD_PLANS)
async def test_a_plan_that_does_not_add_up_is_refused(
    market: Market, fields: dict[str, Any], status: int, kind: str
) -> None:
    brief, fund_id = await market.brief(), await market.fund()

    answer = await market.kit.post(
        f"/briefs/{brief['id']}/acceptance", market.plan(fund_id, **fields), as_=market.buyer
    )

    assert answer.status_code == status, answer.text
    assert kind in answer.json()["type"] or kind == "validation"
    assert answer.json()["errors"][0]["pointer"].removeprefix("/").split("/")[0] in fields


async def test_a_fund_twice_or_of_another_purpose_or_region_is_refused(market: Market) -> None:
    plain = await market.fund()
    lottery = await market.fund(kind="lottery_welfare")
    other = await market.kit.region(parent=market.street)
    far = await market.fund(region_id=str(other.id))
    line = {"fund_id": plain, "amount": yuan(20_000)}
    brief = await market.brief()
    path = f"/briefs/{brief['id']}/acceptance"

    async def tried(fund_id: str, **fields: Any) -> Any:
        asked = market.plan(fund_id, **fields)
        return await market.kit.post(path, asked, as_=market.buyer)

    twice = await tried(plain, budget_lines=[line, line])
    bound = await tried(lottery, purpose="community")
    elsewhere = await tried(far)
    unknown = await tried(str(ids.new()))

    assert twice.status_code == 422
    assert bound.json()["type"] == "/problems/purpose-mismatch"
    assert elsewhere.json()["type"] == "/problems/fund-out-of-reach"
    assert unknown.status_code == 404


async def test_a_street_plans_on_a_fund_of_the_city_and_changes_nothing_of_it(
    market: Market,
) -> None:
    treasurer = market.kit.actor(Role.FINANCE, region=market.city)
    offices, market.finance = market.finance, treasurer
    fund_id = await market.fund(region_id=str(market.city.id))
    market.finance = offices
    listed = (await market.kit.get("/funds", as_=market.buyer)).json()["items"]

    project = await market.step(await market.project(fund_id), "submission", "approval", "funding")
    money = {"amount": yuan(1), "note": "苏财社〔2026〕12号"}
    path = f"/funds/{fund_id}/appropriations"
    refused = await market.kit.post(path, money, as_=market.finance)

    assert [one["id"] for one in listed] == [fund_id]
    assert project["state"] == "funded"
    assert (await market.balance(fund_id))["reserved"] == "40000.00"
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/out-of-charge")


async def test_a_plan_no_resident_was_heard_on_is_consulted_on_first(market: Market) -> None:
    fund_id = await market.fund()
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": SHA}
    told = {"region_id": str(market.street.id), "sources": [source], "plan": market.plan(fund_id)}
    project = await market.must("/projects", told, as_=market.buyer, status=201)
    path = f"/projects/{project['id']}"

    at_once = await market.kit.post(f"{path}/submission", as_=market.buyer)
    consulted = await market.must(f"{path}/consultation", as_=market.buyer)
    early = await market.kit.post(f"{path}/submission", as_=market.buyer)
    await market.kit.tick(market.kit.now.replace(day=10))
    later = await market.must(f"{path}/submission", as_=market.buyer)

    assert at_once.json()["type"] == early.json()["type"] == "/problems/consultation-missing"
    assert consulted["consultation_ends_at"] == "2026-03-09T09:30:00Z"
    assert later["state"] == "review"


async def test_a_resolution_that_no_brief_names_spares_no_plan_its_hearing(
    market: Market,
) -> None:
    source = {"type": "resolution", "id": str(ids.new()), "snapshot_sha256": SHA}
    plan = market.plan(await market.fund())
    told = {"region_id": str(market.street.id), "sources": [source], "plan": plan}

    refused = await market.kit.post("/projects", told, as_=market.buyer)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/sources"


async def test_everyone_sees_what_the_public_is_consulted_on_as_long_as_it_is(
    market: Market,
) -> None:
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": SHA}
    plan = market.plan(await market.fund())
    told = {"region_id": str(market.street.id), "sources": [source], "plan": plan}
    project = await market.must("/projects", told, as_=market.buyer, status=201)
    path, resident = f"/projects/{project['id']}", market.kit.actor(Role.RESIDENT)
    hidden = await market.kit.get(path, as_=resident)

    await market.must(f"{path}/consultation", as_=market.buyer)

    seen = await market.kit.get(path, as_=resident)
    listed = await market.kit.get("/projects", params={"state": "consulting"}, as_=resident)
    assert (hidden.status_code, seen.status_code) == (404, 200)
    assert [one["id"] for one in listed.json()["items"]] == [project["id"]]
    await market.kit.tick(market.kit.now.replace(day=10))
    await market.must(f"{path}/submission", as_=market.buyer)
    assert (await market.kit.get(path, as_=resident)).status_code == 404


async def test_a_plan_that_is_written_anew_after_its_hearing_is_consulted_on_anew(
    market: Market,
) -> None:
    fund_id = await market.fund()
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": SHA}
    told = {"region_id": str(market.street.id), "sources": [source], "plan": market.plan(fund_id)}
    project = await market.must("/projects", told, as_=market.buyer, status=201)
    path = f"/projects/{project['id']}"
    await market.must(f"{path}/consultation", as_=market.buyer)
    await market.kit.tick(market.kit.now.replace(day=10))
    await market.must(f"{path}/submission", as_=market.buyer)
    await market.must(f"{path}/return", REASON, as_=market.approver)
    plan = market.plan(fund_id, title="社区亲子活动", target_groups=["child_youth"])
    anew = await market.kit.put(path, plan, as_=market.buyer, if_match="*")

    unheard = await market.kit.post(f"{path}/submission", as_=market.buyer)
    consulted = await market.must(f"{path}/consultation", as_=market.buyer)

    assert anew.json()["consultation_ends_at"] is None
    assert unheard.json()["type"] == "/problems/consultation-missing"
    assert consulted["consultation_ends_at"] == "2026-03-17T09:30:00Z"


async def test_a_returned_plan_is_written_anew_and_an_approved_one_is_fixed(
    market: Market,
) -> None:
    fund_id = await market.fund()
    project = await market.project(fund_id)
    await market.step(project, "submission")
    path = f"/projects/{project['id']}"
    asked = {"reason": "请补充小组工作内容后再报"}
    back = await market.must(f"{path}/return", asked, as_=market.approver)

    anew = await market.kit.put(
        path, market.plan(fund_id, title="空巢老人心理疏导二期"), as_=market.buyer, if_match="*"
    )
    await market.step(project, "submission", "approval")
    fixed = await market.kit.put(path, market.plan(fund_id), as_=market.buyer, if_match="*")

    assert back["return_reason"] == asked["reason"]
    assert anew.json()["state"] == "draft"
    assert anew.json()["record_sha256"] != project["record_sha256"]
    assert fixed.status_code == 409


async def test_nobody_approves_a_plan_he_has_not_seen(market: Market) -> None:
    fund_id = await market.fund()
    seen = await market.step(await market.project(fund_id), "submission")
    path = f"/projects/{seen['id']}"
    await market.must(f"{path}/return", REASON, as_=market.approver)
    plan = market.plan(fund_id, title="空巢老人心理疏导二期")
    await market.kit.put(path, plan, as_=market.buyer, if_match="*")
    anew = await market.step(seen, "submission")
    who = {"as_": market.approver}

    blind = await market.kit.post(f"{path}/approval", **who)
    stale = await market.kit.post(f"{path}/approval", if_match=f'"{seen["version"]}"', **who)
    done = await market.kit.post(f"{path}/approval", if_match=f'"{anew["version"]}"', **who)

    assert (blind.status_code, stale.status_code, done.status_code) == (428, 412, 200)


async def test_a_canceled_project_gives_its_money_back_and_tells_the_cluster(
    market: Market,
) -> None:
    fund_id = await market.fund()
    project = await market.project(fund_id)
    await market.step(project, "submission", "approval", "funding")

    canceled = await market.must(
        f"/projects/{project['id']}/cancellation", REASON, as_=market.buyer
    )

    assert canceled["state"] == "canceled"
    found = await market.balance(fund_id)
    assert (found["available"], found["reserved"]) == ("100000.00", "0.00")
    (told,) = await market.kit.events("procurement.brief.rejected.v1")
    assert told["cluster_id"] == project["cluster_id"]


async def test_another_region_neither_sees_nor_decides(market: Market) -> None:
    project = await market.project()
    elsewhere = await market.kit.region(parent=market.city, level="street", kind="street")
    stranger = market.kit.actor(Role.BUYER, region=elsewhere)
    path = f"/projects/{project['id']}"

    assert (await market.kit.get(path, as_=stranger)).status_code == 404
    assert (await market.kit.post(f"{path}/submission", as_=stranger)).status_code == 404
    assert (await market.kit.get("/projects", as_=stranger)).json()["items"] == []
    assert (await market.kit.get("/briefs", as_=stranger)).json()["items"] == []


async def test_a_member_of_a_designing_organization_decides_nothing(market: Market) -> None:
    designer, manager = await market.organization()
    project = await market.project(designer_organization_ids=[str(designer)])
    await market.step(project, "submission")
    grants = (*market.approver.grants, *manager.grants)
    partial = type(market.approver)(id=ids.new(), grants=grants)

    path = f"/projects/{project['id']}/approval"
    answer = await market.kit.post(path, as_=partial, if_match="*")

    assert answer.json()["type"] == "/problems/party-to-it"
