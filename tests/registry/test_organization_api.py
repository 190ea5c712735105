from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from shared.access import Role
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    Tree,
    filing,
    given_a_person,
    given_a_tree,
    given_an_organization,
    manager_of,
    nobody,
    who_also_manages,
)

STATE = "registry.organization.state.v1"


def registration(tree: Tree, **more: Any) -> dict[str, Any]:
    return {
        "name": "太仓市德颐社会工作服务中心",
        "tier": "registered",
        "legal_type": "social_service_agency",
        "home_region_id": str(tree.community.id),
        "uscc": "52320585MJ0000018C",
        "is_sw_agency": True,
    } | more


async def test_a_group_is_filed_by_the_street_for_three_years(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)

    organization = await given_an_organization(registry, tree)

    shown = (await registry.get(f"/organizations/{organization}", as_=nobody(registry))).json()
    assert (shown["state"], shown["filing_no"]) == ("active", "BA32058510000720260001")
    assert (shown["filed_until"], shown["uscc"]) == ("2029-03-02", None)
    assert [told["state"] for told in await registry.events(STATE)] == [
        "draft",
        "filing_review",
        "active",
    ]


async def test_a_filing_lapses_after_its_last_day_and_can_be_renewed(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    place = f"/organizations/{organization}"

    await registry.tick(datetime(2029, 3, 2, 23, 59, tzinfo=LOCAL))
    assert (await registry.get(place, as_=officer)).json()["state"] == "active"
    await registry.tick(datetime(2029, 3, 3, 0, 0, tzinfo=LOCAL))
    assert (await registry.get(place, as_=officer)).json()["state"] == "lapsed"

    renewed = await registry.post(f"{place}/renewal", as_=officer)
    assert (renewed.json()["state"], renewed.json()["filed_until"]) == ("active", "2032-03-03")


async def test_a_suspension_outlives_the_filing(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    place, why = f"/organizations/{organization}", {"reason": "账目不清，限期整改"}
    await registry.post(f"{place}/suspension", why, as_=officer)
    await registry.tick(datetime(2029, 3, 3, 0, 0, tzinfo=LOCAL))

    answers = [
        await registry.post(f"{place}/{step}", body, as_=officer)
        for step, body in (("renewal", None), ("reinstatement", why), ("renewal", None))
    ]

    assert (answers[0].status_code, answers[0].json()["state"]) == (409, "suspended")
    assert [one.json()["state"] for one in answers[1:]] == ["lapsed", "active"]
    told = [one["state"] for one in await registry.events(STATE)]
    assert told[3:] == ["suspended", "lapsed", "active"]


async def test_a_body_is_registered_by_someone_else_than_its_author(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)
    approver = registry.actor(Role.DISTRICT_APPROVER, region=tree.district)
    made = await registry.post("/organizations", registration(tree), as_=registrar)
    assert made.status_code == 201, made.text
    place = f"/organizations/{made.json()['id']}"

    early = await registry.post(f"{place}/submission", as_=registrar)
    assert (early.status_code, early.json()["allowed"]) == (
        409,
        ["revise", "submit_filing", "check_name", "refuse"],
    )
    for step in ("name-check", "submission"):
        assert (await registry.post(f"{place}/{step}", as_=registrar)).status_code == 200
    own = await registry.post(f"{place}/acceptance", as_=registrar)
    done = await registry.post(f"{place}/acceptance", as_=approver)

    assert (own.status_code, own.json()["type"]) == (403, "/problems/four-eyes")
    assert (done.json()["state"], done.json()["registered_on"]) == ("active", "2026-03-02")
    found = await registry.get("/organizations/by-uscc/52320585mj0000018c", as_=nobody(registry))
    assert found.json()["id"] == made.json()["id"]


async def test_a_code_is_never_used_twice_even_after_a_refusal(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)
    await registry.post("/organizations", registration(tree), as_=registrar)

    again = registration(tree, name="另一家社会工作服务中心", uscc="52-320585-mj0000018-c")
    answer = await registry.post("/organizations", again, as_=registrar)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/uscc-used")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"uscc": None}, "uscc-required"),
        ({"uscc": "52320585MI0000018C"}, "uscc-charset"),
        ({"uscc": "52320585MJ0000018D"}, "uscc-check"),
        ({"uscc": "51320585MJ0000018F"}, "uscc-type-mismatch"),
        ({"tier": "filed"}, "not-your-authority"),
        ({"name": "温暖😀中心"}, "validation-failed"),
        ({"name": "。。"}, "validation-failed"),
        ({"founded_on": "2026-03-03"}, "bad-value"),
        ({"unknown": 1}, "validation-failed"),
    ],
)
async def test_a_registration_that_cannot_be(
    registry: ServiceKit, more: dict[str, Any], problem: str
) -> None:
    tree = await given_a_tree(registry)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)

    answer = await registry.post("/organizations", registration(tree, **more), as_=registrar)

    assert answer.json()["type"] == f"/problems/{problem}", answer.text


async def test_a_group_has_no_code_and_enough_members(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)

    coded = await registry.post(
        "/organizations", filing(tree.community, uscc="52320585MJ0000018C"), as_=author
    )
    small = await registry.post(
        "/organizations", filing(tree.community, members_count=4), as_=author
    )
    refused = await registry.post(f"/organizations/{small.json()['id']}/submission", as_=author)

    assert coded.json()["type"] == "/problems/uscc-forbidden"
    assert refused.json()["type"] == "/problems/too-few-members"
    assert (refused.json()["members"], refused.json()["required"]) == (4, 5)


async def test_a_name_is_taken_within_one_authority_only(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.COMMUNITY_WORKER, region=tree.city)
    first = await registry.post("/organizations", filing(tree.community), as_=author)
    same = filing(tree.community, name="弇山社区 睦邻互助队")

    taken = await registry.post("/organizations", same, as_=author)
    await registry.post(f"/organizations/{first.json()['id']}/submission", as_=author)
    reviewed = await registry.post("/organizations", same, as_=author)
    elsewhere = await registry.post("/organizations", filing(tree.elsewhere), as_=author)

    assert taken.json()["type"] == "/problems/name-taken"
    assert reviewed.json()["type"] == "/problems/filing-in-review"
    assert elsewhere.status_code == 201


async def test_the_name_of_a_draft_that_leads_nowhere_is_set_free_by_its_refusal(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.RESIDENT, region=tree.community)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    few = filing(tree.community, members_count=4)
    place = (
        f"/organizations/{(await registry.post('/organizations', few, as_=author)).json()['id']}"
    )

    told = await registry.post(f"{place}/submission", as_=author)
    held = await registry.post("/organizations", filing(tree.community), as_=author)
    refused = await registry.post(f"{place}/refusal", {"reason": "成员不足"}, as_=officer)
    again = await registry.post("/organizations", filing(tree.community), as_=author)

    assert "请先更正草稿，再提交" in told.json()["detail"]
    assert held.json()["type"] == "/problems/name-taken"
    assert (refused.status_code, refused.json()["state"]) == (200, "refused")
    assert again.status_code == 201, again.text


@pytest.mark.parametrize("steps", [(), ("name-check",), ("name-check", "submission")])
async def test_the_code_of_a_body_that_was_refused_is_free(
    registry: ServiceKit, steps: tuple[str, ...]
) -> None:
    tree = await given_a_tree(registry)
    registrar = registry.actor(Role.REGISTRAR, region=tree.district)
    wrong = registration(tree, name="太仓市养老服务中心（误）")
    place = (await registry.post("/organizations", wrong, as_=registrar)).json()["id"]
    for step in steps:
        await registry.post(f"/organizations/{place}/{step}", as_=registrar)
    why = {"reason": "名称填写有误"}

    taken = await registry.post("/organizations", registration(tree), as_=registrar)
    await registry.post(f"/organizations/{place}/refusal", why, as_=registrar)
    again = await registry.post("/organizations", registration(tree), as_=registrar)

    assert taken.json()["type"] == "/problems/uscc-used"
    assert again.status_code == 201, again.text


async def test_only_the_street_above_decides(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.elsewhere)

    answer = await registry.post(
        f"/organizations/{organization}/suspension", {"reason": "投诉核查"}, as_=officer
    )

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-authority")


async def test_nobody_decides_on_an_organization_he_works_for(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    party = who_also_manages(officer, manager_of(registry, tree, organization))
    place = f"/organizations/{organization}"
    why = {"reason": "投诉核查"}
    assert (await registry.post(f"{place}/suspension", why, as_=officer)).status_code == 200

    own = await registry.post(f"{place}/reinstatement", why, as_=party)
    other = await registry.post(f"{place}/reinstatement", why, as_=officer)

    assert (own.status_code, own.json()["type"]) == (403, "/problems/conflict-of-interest")
    assert other.json()["state"] == "active"


async def test_a_draft_is_unknown_to_strangers(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    author = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    made = await registry.post("/organizations", filing(tree.community), as_=author)
    place = f"/organizations/{made.json()['id']}"

    assert (await registry.get(place, as_=nobody(registry))).status_code == 404
    assert (await registry.get(place, as_=author)).status_code == 200


async def test_organizations_are_listed_by_region_state_and_words(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)

    async def found(**params: Any) -> list[str]:
        answer = await registry.get("/organizations", params=params, as_=nobody(registry))
        return [item["id"] for item in answer.json()["items"]]

    assert await found(region=tree.street.id, state="active", q="睦邻") == [str(organization)]
    assert await found(region=tree.elsewhere.id) == []
    assert await found(q="%") == []


async def test_two_officers_decide_on_what_they_saw(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    place = f"/organizations/{organization}"
    seen = (await registry.get(place, as_=officer)).headers["etag"]
    body = {"reason": "投诉核查"}

    first = await registry.post(f"{place}/suspension", body, as_=officer, if_match=seen)
    second = await registry.post(f"{place}/suspension", body, as_=officer, if_match=seen)

    assert (first.status_code, second.status_code) == (200, 412)
    assert first.json()["state"] == "suspended"
    lifted = await registry.post(f"{place}/reinstatement", {"reason": "核查无误"}, as_=officer)
    assert lifted.json()["state"] == "active"


async def test_a_social_worker_is_told_with_his_highest_certificate(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    organization = await given_an_organization(registry, tree)
    keeper = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    made = await registry.post("/social-workers", {"person_id": str(person)}, as_=keeper)
    assert made.status_code == 201, made.text
    place = f"/social-workers/{made.json()['id']}"
    certificate = {"level": "assistant", "cert_no": "2019032001", "issued_on": "2019-06-01"}
    senior = certificate | {"level": "social_worker", "registered_until": "2027-01-01"}

    for entry in (senior, certificate):
        assert (await registry.post(f"{place}/certificates", entry, as_=keeper)).status_code == 201
    again = [
        await registry.post(f"{place}/certificates", certificate | {"cert_no": typed}, as_=keeper)
        for typed in ("2019032001", "２０１９０３２００１", "2019 032 001")
    ]
    early = certificate | {"cert_no": "2007000001", "issued_on": "2007-12-31"}
    too_early = await registry.post(f"{place}/certificates", early, as_=keeper)
    turned = certificate | {"cert_no": "2019032009", "registered_until": "2019-05-31"}
    ended = await registry.post(f"{place}/certificates", turned, as_=keeper)
    manager = manager_of(registry, tree, organization)
    hidden = await registry.post(
        f"{place}/employment", {"organization_id": str(organization)}, as_=manager
    )
    employed = await registry.post(
        f"{place}/employment", {"organization_id": str(organization)}, as_=keeper
    )

    assert {one.json().get("type") for one in again} == {"/problems/certificate-taken"}
    assert too_early.json()["type"] == "/problems/certificate-date"
    assert ended.json()["errors"][0]["pointer"] == "/registered_until"
    assert hidden.status_code == 404
    assert len(employed.json()["certificates"]) == 2
    told = (await registry.events("registry.worker.state.v1"))[-1]
    assert (told["level"], told["registered_until"]) == ("social_worker", "2027-01-01")
    assert told["organization_id"] == str(organization)
    assert (await registry.get(place, as_=manager)).status_code == 200
    known = await registry.post("/social-workers", {"person_id": str(person)}, as_=keeper)
    assert known.json()["type"] == "/problems/worker-known"


async def test_nobody_keeps_his_own_record_as_a_social_worker(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    organization = await given_an_organization(registry, tree)
    keeper = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    himself = replace(keeper, person_id=person)
    entered = {"person_id": str(person)}
    certificate = {"level": "senior", "cert_no": "2019032001", "issued_on": "2019-06-01"}
    employment = {"organization_id": str(organization)}

    own = [await registry.post("/social-workers", entered, as_=himself)]
    made = await registry.post("/social-workers", entered, as_=keeper)
    place = f"/social-workers/{made.json()['id']}"
    for step, body in (("certificates", certificate), ("employment", employment)):
        own.append(await registry.post(f"{place}/{step}", body, as_=himself))

    assert made.status_code == 201, made.text
    assert [answer.status_code for answer in own] == [403] * 3
    assert {answer.json()["type"] for answer in own} == {"/problems/conflict-of-interest"}


async def test_a_social_workers_record_is_kept_where_he_lives_now(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.village)
    before = registry.actor(Role.COMMUNITY_MANAGER, region=tree.village)
    after = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    made = await registry.post("/social-workers", {"person_id": str(person)}, as_=before)
    place = f"/social-workers/{made.json()['id']}"
    mover = registry.actor(Role.COMMUNITY_WORKER, region=tree.street)
    home = {"region_id": str(tree.community.id), "address": "人民南路18号"}

    await registry.post("/households", home | {"member_ids": [str(person)]}, as_=mover)
    seen = [(await registry.get(place, as_=keeper)).status_code for keeper in (before, after)]

    assert seen == [404, 200]


async def test_a_certificate_is_registered_anew_when_its_three_years_are_over(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    keeper = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    places = []
    for _ in range(2):
        person = await given_a_person(registry, tree.community)
        made = await registry.post("/social-workers", {"person_id": str(person)}, as_=keeper)
        places.append(f"/social-workers/{made.json()['id']}/certificates")
    shown = {"level": "assistant", "cert_no": "SW2020-0001", "issued_on": "2020-09-01"}
    await registry.post(places[0], shown | {"registered_until": "2026-03-01"}, as_=keeper)

    renewed = shown | {"registered_until": "2029-03-01"}
    answer = await registry.post(places[0], renewed, as_=keeper)
    told = [
        await registry.post(places[0], renewed, as_=keeper),
        await registry.post(places[0], renewed | {"issued_on": "2020-09-02"}, as_=keeper),
        await registry.post(places[1], shown | {"registered_until": "2032-03-01"}, as_=keeper),
    ]

    assert (answer.status_code, answer.json()["registered_until"]) == (201, "2029-03-01")
    assert len(answer.json()["certificates"]) == 1
    assert {answer.json()["type"] for answer in told} == {"/problems/certificate-taken"}
    [*_, state] = await registry.events("registry.worker.state.v1")
    assert state["registered_until"] == "2029-03-01"
