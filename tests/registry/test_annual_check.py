"""Every registered body reports once a year; what comes of it is public."""

from datetime import datetime
from typing import Any

import pytest

from shared.access import Role
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_body, manager_of, who_also_manages
from tests.registry.overseeing import Authority, given_an_authority

WHY = "内部治理不规范，须限期整改。"
REPORT: dict[str, Any] = {
    "summary": "全年开展为老服务 120 场，服务 3600 人次。",
    "income": {"amount": "860000.00"},
    "expenditure": {"amount": "812345.67"},
    "staff": 12,
    "party_members": 3,
    "documents": ["德颐年报〔2025〕1号"],
}


@pytest.fixture
async def authority(registry: ServiceKit) -> Authority:
    return await given_an_authority(registry)


def window(authority: Authority, **more: Any) -> dict[str, Any]:
    return {
        "region_id": str(authority.tree.district.id),
        "legal_types": ["social_service_agency", "association"],
        "year": 2025,
        "opens_on": "2026-03-03",
        "closes_on": "2026-05-31",
        "registered_before": "2026-03-03",
    } | more


async def given_a_round(authority: Authority, **more: Any) -> dict[str, Any]:
    made = await authority.post(
        "/annual-rounds", window(authority, **more), as_=authority.registrar
    )
    await authority.kit.tick(datetime(2026, 3, 3, 9, tzinfo=LOCAL))
    return made


async def check_of(authority: Authority) -> dict[str, Any]:
    found = await authority.kit.get("/annual-checks", as_=authority.manager)
    check: dict[str, Any] = found.json()["items"][0]
    return check


async def conclusions(authority: Authority, **params: Any) -> list[dict[str, Any]]:
    answer = await authority.kit.get("/annual-conclusions", params=params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_body_reports_and_the_registrar_concludes(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    # so the round is listed in three turns
    monkeypatch.setattr("services.registry.annual_round.use_cases.BODIES_EACH", 1)
    another = await given_a_body(authority.kit, authority.tree, "association")
    await given_a_body(authority.kit, authority.tree, "foundation")
    made = await authority.post("/annual-rounds", window(authority), as_=authority.registrar)
    unopened = await authority.kit.get("/annual-checks", as_=authority.manager)
    await authority.kit.tick(datetime(2026, 3, 3, 9, tzinfo=LOCAL))
    check = await check_of(authority)
    place = f"/annual-checks/{check['id']}"
    stranger = manager_of(authority.kit, authority.tree, another)
    party = who_also_manages(authority.registrar, authority.manager)
    good = {"conclusion": "qualified"}

    foreign = await authority.refused(f"{place}/report", REPORT, as_=stranger)
    early = await authority.refused(f"{place}/conclusion", good, as_=authority.registrar)
    await authority.post(f"{place}/report", REPORT, as_=authority.manager)
    returned = await authority.post(f"{place}/return", {"reason": WHY}, as_=authority.registrar)
    submitted = await authority.post(f"{place}/report", REPORT, as_=authority.manager)
    own = await authority.refused(f"{place}/conclusion", good, as_=party)
    unsaid = await authority.refused(
        f"{place}/conclusion", {"conclusion": "basically_qualified"}, as_=authority.registrar
    )
    done = await authority.post(f"{place}/conclusion", good, as_=authority.registrar)

    assert made["due_at"] == "2026-05-31T16:00:00Z"
    assert unopened.json()["items"] == []
    assert (foreign, early) == ("unknown", "illegal-move")
    assert (returned["state"], returned["due_at"]) == ("returned", "2026-05-31T16:00:00Z")
    assert (submitted["state"], submitted["late"]) == ("submitted", False)
    assert (own, unsaid) == ("conflict-of-interest", "validation-failed")
    assert (done["state"], done["concluded_on"]) == ("qualified", "2026-03-03")
    (public,) = await conclusions(authority)
    assert (public["conclusion"], public["uscc"]) == ("qualified", "52320585MJ0000018C")
    assert "report" not in public
    in_round = {"round_id": made["id"]}
    listed = await authority.kit.get("/annual-checks", as_=authority.registrar, params=in_round)
    assert len(listed.json()["items"]) == 2


async def test_that_a_body_is_unqualified_takes_two_officers(authority: Authority) -> None:
    await given_a_round(authority)
    place = f"/annual-checks/{(await check_of(authority))['id']}"
    await authority.post(f"{place}/report", REPORT, as_=authority.manager)
    both = authority.kit.actor(
        Role.REGISTRAR, Role.DISTRICT_APPROVER, region=authority.tree.district
    )
    bad = {"conclusion": "unqualified", "reason": WHY}
    await authority.post(f"{place}/conclusion", bad, as_=both)
    unconfirmed = await conclusions(authority)

    same = await authority.refused(
        f"{place}/confirmation", {"confirmed": True, "reason": WHY}, as_=both
    )
    reopened = await authority.post(
        f"{place}/confirmation", {"confirmed": False, "reason": WHY}, as_=authority.approver
    )
    await authority.post(f"{place}/conclusion", bad, as_=authority.registrar)
    confirmed = await authority.post(
        f"{place}/confirmation", {"confirmed": True, "reason": WHY}, as_=authority.approver
    )

    assert (unconfirmed, same, reopened["state"]) == ([], "four-eyes", "submitted")
    assert confirmed["state"] == "unqualified"
    (history,) = await conclusions(authority, organization_id=str(authority.body))
    assert (history["year"], history["conclusion"]) == (2025, "unqualified")


async def test_who_reports_nothing_in_time_is_proposed_for_the_list_on_the_next_working_day(
    authority: Authority,
) -> None:
    await given_a_round(authority, closes_on="2026-04-30")  # five days of holidays follow
    check = await check_of(authority)
    place = f"/annual-checks/{check['id']}"
    again = await authority.post("/annual-rounds", window(authority), as_=authority.registrar)

    await authority.kit.tick(datetime(2026, 5, 5, 23, 59, tzinfo=LOCAL))
    waiting = await authority.entries()
    await authority.kit.tick(datetime(2026, 5, 6, 0, 0, tzinfo=LOCAL))
    (entry,) = await authority.entries()
    (public,) = await conclusions(authority)
    late = await authority.post(f"{place}/report", REPORT, as_=authority.manager)

    assert waiting == []
    assert (entry["ground"], entry["state"]) == ("A1", "proposed")
    assert entry["basis"]["annual_check_id"] == check["id"]
    assert entry["facts"] == "未在 2026-05-06 前报送 2025 年度年检材料。"
    assert (public["conclusion"], public["late"]) == ("not_submitted", True)
    assert (late["state"], late["late"]) == ("submitted", True)
    listed = await authority.kit.get(f"/annual-rounds/{again['id']}", as_=authority.registrar)
    assert listed.json()["listed_all"] is True
    assert (
        len((await authority.kit.get("/annual-checks", as_=authority.manager)).json()["items"]) == 1
    )


async def test_who_was_registered_too_late_or_is_exempt_reports_nothing(
    authority: Authority,
) -> None:
    wrong_one = await authority.post("/annual-rounds", window(authority), as_=authority.registrar)
    place, why = f"/annual-rounds/{wrong_one['id']}/cancellation", {"reason": WHY}
    canceled = await authority.post(place, why, as_=authority.registrar)
    opened = await given_a_round(authority, registered_before="2026-03-02")
    place = f"/annual-rounds/{opened['id']}/cancellation"
    too_late = await authority.refused(place, why, as_=authority.registrar)
    young = await check_of(authority)
    late = window(authority, registered_before="2026-04-01")
    wrong = await authority.refused("/annual-rounds", late, as_=authority.registrar)
    above = window(authority, region_id=str(authority.tree.city.id))
    foreign = await authority.refused("/annual-rounds", above, as_=authority.registrar)
    await given_a_round(authority, year=2024)
    place = f"/annual-checks/{(await check_of(authority))['id']}"

    done = await authority.post(f"{place}/exemption", {"reason": WHY}, as_=authority.registrar)
    await authority.kit.tick(datetime(2026, 6, 2, 9, tzinfo=LOCAL))

    assert (young["state"], young["reason"]) == (
        "exempt",
        "登记日期 2026-03-02 不早于 2026-03-02。",
    )
    assert (wrong, foreign, done["state"]) == ("bad-value", "not-your-authority", "exempt")
    assert await authority.entries() == []
    assert (canceled["state"], too_late) == ("canceled", "illegal-move")
