"""A body is graded by its scheme's own bands, by several people, and for five years."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from services.registry.annual_check.states import AnnualCheckState as Check
from services.registry.evaluation_scheme.rules import Grade, grade_of
from services.registry.organization_evaluation.model import OrganizationEvaluation
from services.registry.organization_evaluation.rules import Record, obstacles
from services.registry.organization_evaluation.states import Obstacle
from shared import ids
from shared.access import Role
from shared.clock import LOCAL
from shared.contracts.registry import EvaluationGranted, OrganizationState, RegionState
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person
from tests.registry.identity import given_account, given_role
from tests.registry.overseeing import Authority, given_an_authority
from tests.security.cells import copied

WHY = "资料齐全，符合方案要求。"
ANQING = {"5A": 950, "4A": 901, "3A": 851, "2A": 801}
CHANHE = {"5A": 900, "4A": 800, "3A": 700, "2A": 600}
REPORT = {
    "score": 930,
    "text": "全年服务三千六百人次，财务公开。",
    "documents": ["自评〔2025〕1号"],
}
GRANTED = EvaluationGranted.subject
GOOD = Record(
    active=True,
    registered_on=date(2024, 2, 29),
    granted_on=None,
    checks=[Check.QUALIFIED, Check.BASICALLY_QUALIFIED],
    punished_on=[date(2024, 12, 31)],
    penalty_open=False,
    under_investigation=False,
    on_a_list=False,
)
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("bands", "scores"),
    [
        (ANQING, {1000: "5A", 950: "5A", 949: "4A", 901: "4A", 900: "3A", 850: "2A", 800: "1A"}),
        (CHANHE, {900: "5A", 899: "4A", 800: "4A", 700: "3A", 600: "2A", 599: "1A", 0: "1A"}),
    ],
)
def test_each_scheme_has_its_own_bands(bands: dict[str, int], scores: dict[int, str]) -> None:
    assert {score: grade_of(score, bands).value for score in scores} == scores


@given(score=st.integers(0, 999))
def test_a_better_score_never_makes_a_lesser_grade(score: int) -> None:
    assert not grade_of(score + 1, ANQING).is_below(grade_of(score, ANQING))
    assert not grade_of(score, CHANHE).is_below(Grade.A1)


@pytest.mark.parametrize(
    ("more", "obstacle"),
    [
        ({}, None),
        ({"active": False}, Obstacle.INACTIVE),
        ({"registered_on": date(2024, 3, 2)}, Obstacle.TOO_YOUNG),
        ({"registered_on": None}, Obstacle.TOO_YOUNG),
        ({"granted_on": date(2024, 3, 1)}, None),
        ({"granted_on": date(2024, 3, 2)}, Obstacle.GRADED_LATELY),
        ({"checks": []}, None),
        ({"checks": [Check.EXEMPT]}, None),
        ({"checks": [Check.NOT_SUBMITTED, Check.QUALIFIED]}, Obstacle.CHECK_MISSED),
        ({"checks": [Check.UNQUALIFIED]}, Obstacle.CHECK_UNQUALIFIED),
        ({"checks": [Check.QUALIFIED, Check.UNQUALIFIED]}, None),
        ({"checks": [Check.BASICALLY_QUALIFIED] * 2}, Obstacle.BASIC_TWICE),
        ({"punished_on": [date(2025, 1, 1)]}, Obstacle.PUNISHED),
        ({"penalty_open": True}, Obstacle.PENALTY_OPEN),
        ({"under_investigation": True}, Obstacle.UNDER_INVESTIGATION),
        ({"on_a_list": True}, Obstacle.ON_A_LIST),
    ],
)
def test_what_stands_in_the_way_of_an_evaluation(
    more: dict[str, Any], obstacle: Obstacle | None
) -> None:
    found = obstacles(replace(GOOD, **more), today=TODAY, years=2, upgrade_years=2)

    assert found == ([] if obstacle is None else [obstacle])


class Scene:
    """A body of two years, a scheme, and two assessors."""

    def __init__(self, authority: Authority, scheme: str, assessors: list[str]) -> None:
        self.authority = authority
        self.scheme = scheme
        self.assessors = assessors

    async def applied(self) -> str:
        asked = {"organization_id": str(self.authority.body), "scheme_id": self.scheme}
        made = await self.authority.post(
            "/organization-evaluations", asked, as_=self.authority.manager
        )
        return f"/organization-evaluations/{made['id']}"

    def visit(self, score: int, *more: str) -> dict[str, Any]:
        found = {"score": score, "findings": WHY, "visited_on": f"{self.authority.kit.now:%F}"}
        return found | {"assessor_ids": [*self.assessors, *more]}

    async def scored(self, score: int) -> str:
        place, they = await self.applied(), self.authority
        await they.post(f"{place}/admission", {"admitted": True, "reason": WHY}, as_=they.registrar)
        await they.post(f"{place}/self-report", REPORT, as_=they.manager)
        await they.post(f"{place}/site-visit", self.visit(score), as_=they.registrar)
        return place

    async def publicized(self, score: int) -> str:
        place, they = await self.scored(score), self.authority
        yes = {"publicized": True, "reason": WHY}
        await they.post(f"{place}/publication", yes, as_=they.approver)
        return place

    async def grades(self) -> list[dict[str, Any]]:
        found = await self.authority.kit.get("/organization-grades")
        items: list[dict[str, Any]] = found.json()["items"]
        return items


@pytest.fixture
async def scene(registry: ServiceKit) -> Scene:
    registry.now = datetime(2024, 2, 29, 10, tzinfo=LOCAL)
    authority = await given_an_authority(registry)
    registry.now = datetime(2026, 3, 2, 10, tzinfo=LOCAL)
    district = authority.tree.district
    accounts = [await given_account(registry, f"assessor.{one}") for one in "ab"]
    for account in accounts:
        await given_role(registry, account.id, Role.EXPERT, district)
    asked = {"region_id": str(district.id), "name": "2025 年度等级评估方案", "year": 2025}
    asked |= {"legal_types": ["social_service_agency"], "bands": ANQING, "source": "安庆市方案"}
    scheme = await authority.post("/evaluation-schemes", asked, as_=authority.registrar)
    return Scene(authority, scheme["id"], [str(one.id) for one in accounts])


async def test_a_grade_goes_through_many_hands_and_earns_the_body_its_credits(
    scene: Scene, credit: ServiceKit
) -> None:
    they = scene.authority
    both = they.kit.actor(Role.REGISTRAR, Role.DISTRICT_APPROVER, region=they.tree.district)
    yes = {"publicized": True, "reason": WHY}
    place = await scene.scored(930)
    hidden = await scene.grades()
    await they.post(f"{place}/publication", {**yes, "publicized": False}, as_=they.approver)
    await they.post(f"{place}/site-visit", scene.visit(910), as_=both)

    same = await they.refused(f"{place}/publication", yes, as_=both)
    assessor = replace(they.approver, id=UUID(scene.assessors[0]))
    of_panel = await they.refused(f"{place}/publication", yes, as_=assessor)
    public = await they.post(f"{place}/publication", yes, as_=they.approver)
    shown = await scene.grades()
    await they.kit.tick(datetime(2026, 3, 9, 17, 31, tzinfo=LOCAL))
    (held,) = await scene.grades()

    assert (hidden, same, of_panel) == ([], "four-eyes", "four-eyes")
    assert public["publicity_ends_at"] == "2026-03-09T09:30:00Z"
    assert [(one["grade"], one["certificate_no"]) for one in shown] == [("4A", None)]
    assert (held["state"], held["certificate_no"]) == ("final", "PG32058520260001")
    assert (held["granted_on"], held["valid_to"]) == ("2026-03-09", "2031-03-09")
    for kind in (RegionState, EvaluationGranted, OrganizationState):
        told = await they.kit.events(kind.subject)
        await credit.receive(*(kind.model_validate(one) for one in told))
    manager = credit.actor(Role.ORG_MANAGER, organization=they.body)
    accounts = await credit.get("/accounts", as_=manager)
    account = accounts.json()["items"][0]["id"]
    earned = await credit.get(f"/accounts/{account}/annual-evaluations", as_=manager)
    (year,) = earned.json()["items"]
    assert (year["year"], year["score"], year["posted"]) == (2025, 910, 105)


async def test_a_review_takes_more_than_half_of_all_members_and_a_third_officer(
    scene: Scene,
) -> None:
    they, place = scene.authority, await scene.publicized(900)
    vote = {"score": 905, "members": 9, "reason": WHY}
    third = they.kit.actor(Role.DISTRICT_APPROVER, region=they.tree.city)
    await they.post(f"{place}/appeal", {"text": WHY}, as_=they.manager)
    await they.kit.tick(datetime(2026, 3, 10, 9, tzinfo=LOCAL))
    waiting = await they.kit.events(GRANTED)

    same = await they.refused(f"{place}/review", vote | {"votes": 5}, as_=they.approver)
    few = await they.refused(f"{place}/review", vote | {"votes": 4}, as_=third)
    settled = await they.post(f"{place}/review", vote | {"votes": 5}, as_=third)
    asked = {"organization_id": str(they.body), "scheme_id": scene.scheme}
    second = await they.kit.post("/organization-evaluations", asked, as_=they.manager)

    assert (waiting, same, few) == ([], "four-eyes", "no-majority")
    assert (settled["state"], settled["grade"], settled["score"]) == ("final", "4A", 905)
    (told,) = await they.kit.events(GRANTED)
    assert (told["grade"], told["year"], told["valid_to"]) == ("4A", 2025, "2031-03-10")
    assert second.json()["reasons"] == ["graded_lately"]


async def test_a_grade_is_lowered_or_taken_away_and_ends_after_five_years(scene: Scene) -> None:
    they, place = scene.authority, await scene.publicized(960)
    await they.kit.tick(datetime(2026, 3, 10, 9, tzinfo=LOCAL))
    late = await they.refused(f"{place}/appeal", {"text": WHY}, as_=they.manager)
    higher = {"grade": "5A", "reason": WHY}

    no = await they.refused(f"{place}/downgrade", higher, as_=they.approver)
    lower = await they.post(f"{place}/downgrade", higher | {"grade": "3A"}, as_=they.approver)
    they.kit.now = datetime(2028, 3, 10, 9, tzinfo=LOCAL)
    again = await scene.applied()
    await they.post(f"{again}/withdrawal", as_=they.manager)
    await they.kit.tick(datetime(2031, 3, 10, 23, 59, tzinfo=LOCAL))
    (held,) = await scene.grades()
    await they.kit.tick(datetime(2031, 3, 11, 0, 0, tzinfo=LOCAL))

    assert (late, no, lower["grade"], lower["state"]) == (
        *("illegal-move", "bad-value", "3A", "downgraded"),
    )
    assert (held["grade"], await scene.grades()) == ("3A", [])
    revoked = await they.refused(f"{place}/revocation", {"reason": WHY}, as_=they.approver)
    assert revoked == "illegal-move"


async def test_nobody_assesses_a_body_three_times_in_a_row(scene: Scene) -> None:
    they, kit = scene.authority, scene.authority.kit
    await scene.publicized(900)
    await kit.tick(datetime(2026, 3, 10, 9, tzinfo=LOCAL))
    (granted,) = await kit.events(GRANTED)
    once, again = {"granted_on": date(2024, 3, 1)}, {"state": "expired", "certificate_no": None}
    async with kit.begin() as uow:
        await uow.session.execute(update(OrganizationEvaluation).values(once))
    await copied(kit, OrganizationEvaluation, granted["evaluation_id"], **again)
    place = await scene.applied()
    await they.post(f"{place}/admission", {"admitted": True, "reason": WHY}, as_=they.registrar)
    await they.post(f"{place}/self-report", REPORT, as_=they.manager)
    fresh = [await given_account(kit, f"assessor.{one}") for one in "cd"]
    for account in fresh:
        await given_role(kit, account.id, Role.EXPERT, they.tree.district)
    others = scene.visit(960) | {"assessor_ids": [str(one.id) for one in fresh]}

    third = await they.refused(f"{place}/site-visit", scene.visit(960), as_=they.registrar)
    await they.post(f"{place}/site-visit", others, as_=they.registrar)
    yes = {"publicized": True, "reason": WHY}
    await they.post(f"{place}/publication", yes, as_=they.approver)
    await kit.tick(datetime(2026, 3, 20, 9, tzinfo=LOCAL))

    assert third == "assessor-too-often"
    assert [one["grade"] for one in await scene.grades()] == ["5A"]  # in place of the one before


async def test_who_has_or_had_to_do_with_the_body_does_not_assess_it(scene: Scene) -> None:
    they, kit = scene.authority, scene.authority.kit
    place = await scene.applied()
    await they.post(f"{place}/admission", {"admitted": True, "reason": WHY}, as_=they.registrar)
    await they.post(f"{place}/self-report", REPORT, as_=they.manager)
    person = await given_a_person(kit, they.tree.community)
    office = await given_account(kit, "kin.staff", person_id=person)
    private = await given_account(kit, "kin", region=they.tree.community, person_id=person)
    await given_role(kit, office.id, Role.EVALUATOR_PERSON, they.tree.district)
    kit.now = datetime(2024, 4, 1, 9, tzinfo=LOCAL)
    held = (private.id, Role.ORG_MANAGER, they.tree.city)
    await given_role(kit, *held, organization=they.body, days=30)
    kit.now = datetime(2026, 3, 2, 10, tzinfo=LOCAL)
    left = scene.visit(900, str(office.id))

    answer = await kit.post(f"{place}/site-visit", left, as_=they.registrar)
    unknown = await they.refused(
        f"{place}/site-visit", scene.visit(900, str(ids.new())), as_=they.registrar
    )
    kit.now = datetime(2026, 5, 6, 10, tzinfo=LOCAL)
    done = await they.post(
        f"{place}/site-visit", scene.visit(900, str(office.id)), as_=they.registrar
    )

    assert answer.json()["type"] == "/problems/assessor-recused"
    assert answer.json()["assessor_ids"] == [str(office.id)]
    assert (unknown, done["grade"]) == ("bad-value", "3A")


async def test_a_listed_body_applies_for_nothing_and_is_told_all_that_stands_in_the_way(
    scene: Scene,
) -> None:
    they, kit = scene.authority, scene.authority.kit
    waiting = await scene.scored(900)
    listed = await they.decided(await they.proposed("A2"), to_mend="设立党组织。")
    await they.proposed("A7")
    running = {"organization_id": str(they.body), "scheme_id": scene.scheme}
    twice = await they.refused("/organization-evaluations", running, as_=they.manager)
    shown = await kit.get(f"/evaluation-schemes/{scene.scheme}", as_=they.manager)
    kept = ("region_id", "name", "year", "legal_types", "bands", "source")
    asked = {name: shown.json()[name] for name in kept}
    later = await they.post("/evaluation-schemes", asked, as_=they.registrar)
    yes = {"publicized": True, "reason": WHY}
    stopped = await they.refused(f"{waiting}/publication", yes, as_=they.approver)
    await they.post(f"{waiting}/publication", yes | {"publicized": False}, as_=they.approver)
    await they.post(f"{waiting}/withdrawal", as_=they.manager)
    unfit = await they.refused("/organization-evaluations", running, as_=they.manager)
    running |= {"scheme_id": later["id"]}

    answer = await kit.post("/organization-evaluations", running, as_=they.manager)

    assert (listed["state"], twice, stopped) == ("listed", "evaluation-running", "not-evaluable")
    assert unfit == "scheme-unfit"
    assert answer.json()["reasons"] == ["under_investigation", "on_a_list"]
    assert answer.json()["detail"].startswith(
        "该组织暂不能参加等级评估：正在接受调查、在活动异常名录或严重违法失信名单上。"
    )
