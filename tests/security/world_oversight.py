"""Bodies that are checked, listed, punished and evaluated, in every state that they act in."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.registry.annual_check.model import AnnualCheck
from services.registry.annual_check.states import AnnualCheckState
from services.registry.annual_round.model import AnnualRound
from services.registry.credit_entry.model import CreditEntry
from services.registry.credit_entry.states import CreditEntryState, CreditList, Ground
from services.registry.evaluation_scheme.model import EvaluationScheme
from services.registry.evaluation_scheme.rules import Grade
from services.registry.organization.model import Organization
from services.registry.organization.states import LegalType, Tier
from services.registry.organization_evaluation.model import OrganizationEvaluation
from services.registry.organization_evaluation.states import EvaluationState
from services.registry.penalty.model import Penalty
from services.registry.penalty.states import PenaltyKind, PenaltyState
from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree
from tests.registry.identity import given_account, given_role
from tests.registry.test_annual_check import REPORT
from tests.security.cells import Ask, copied

WHY = {"reason": "经核实，情况属实。"}
SAID = {"text": "情况属实，愿意改正。"}
BANDS = {"5A": 950, "4A": 901, "3A": 851, "2A": 801}
BODIES = 9
"""A body has one evaluation at a time."""
LATER = (
    *(EvaluationState.ADMITTED, EvaluationState.SELF_REPORTED, EvaluationState.PROVISIONAL),
    *(EvaluationState.PUBLICIZED, EvaluationState.REVIEW, EvaluationState.FINAL),
)


async def oversight(
    kit: ServiceKit, tree: Tree, organization: UUID
) -> tuple[dict[str, Ask], list[UUID]]:
    """What is asked about bodies, and the bodies: one manager speaks for all of them."""
    registered: dict[str, Any] = {
        "tier": Tier.REGISTERED,
        "legal_type": LegalType.ASSOCIATION,
        "filing_no": None,
    }
    registered |= {"registered_on": date(2023, 1, 4), "filed_until": None}
    bodies = [
        await copied(kit, Organization, organization, name=name, name_norm=name, **registered)
        for name in (f"太仓市第{one}协会" for one in range(BODIES))
    ]
    found = {**await _checks(kit, tree, bodies[0]), **await _penalties(kit, tree, bodies[0])}
    found |= await _entries(kit, tree, bodies[0])
    return {**found, **await _evaluations(kit, tree, bodies[1:])}, bodies


async def _checks(kit: ServiceKit, tree: Tree, body: UUID) -> dict[str, Ask]:
    day, state = kit.now.date(), AnnualCheckState
    until = kit.now + timedelta(days=60)
    about: dict[str, Any] = {"region_id": tree.district.id, "year": 2020}
    period: dict[str, Any] = {
        "opens_on": day,
        "closes_on": day,
        "registered_before": day,
        "due_at": until,
    }
    opened: dict[str, Any] = {
        "legal_types": ["association"],
        "opened_by": ids.new(),
        "opened_at": kit.now,
    }
    made = AnnualRound(**about, **period, **opened)
    planned = AnnualRound(**about, **period, **opened)
    about |= {"region_id": tree.community.id, "round_id": made.id, "organization_id": body}
    due = AnnualCheck(**about, name="太仓市第一协会", uscc=None, due_at=until)
    async with kit.begin() as uow:
        uow.add(made)
        uow.add(planned)
        await uow.flush()
        uow.add(due)

    async def also(year: int, of: AnnualCheckState) -> UUID:
        given: dict[str, Any] = {"year": year, "examined_by": ids.new(), "concluded_on": day}
        return await copied(kit, AnnualCheck, due.id, state=of, **given)

    new: dict[str, Any] = {
        "region_id": str(tree.district.id),
        "legal_types": ["association"],
        "year": 2025,
    }
    new |= {"opens_on": "2026-03-03", "closes_on": "2026-05-31", "registered_before": "2026-01-01"}
    sent, wanting = await also(2021, state.SUBMITTED), await also(2022, state.FAULTED)
    done = await also(2023, state.QUALIFIED)
    one = "/annual-checks/{check_id}"

    def of(check: UUID, body: Any = None) -> Ask:
        return Ask({"check_id": check}, body, names="check_id")

    return {
        "POST /annual-rounds": Ask(body=new, names="region_id"),
        "GET /annual-rounds": Ask(query={"limit": 200}, tells=made.id),
        "GET /annual-rounds/{round_id}": Ask({"round_id": made.id}, names="round_id"),
        "POST /annual-rounds/{round_id}/cancellation": Ask(
            {"round_id": planned.id}, WHY, names="round_id"
        ),
        "GET /annual-conclusions": Ask(query={"limit": 200}, tells=done),
        "GET /annual-checks": Ask(query={"limit": 200}, tells=due.id),
        f"GET {one}": of(due.id),
        f"POST {one}/report": of(due.id, REPORT),
        f"POST {one}/return": of(sent, WHY),
        f"POST {one}/conclusion": of(sent, {"conclusion": "qualified"}),
        f"POST {one}/confirmation": of(wanting, WHY | {"confirmed": True}),
        f"POST {one}/exemption": of(due.id, WHY),
    }


async def _penalties(kit: ServiceKit, tree: Tree, body: UUID) -> dict[str, Ask]:
    given: dict[str, Any] = {
        "agency": "太仓市民政局",
        "document_no": "太民罚〔2026〕1号",
        "amount_fen": None,
    }
    made = Penalty(
        organization_id=body,
        region_id=tree.community.id,
        kind=PenaltyKind.OTHER,
        decided_on=kit.now.date(),
        recorded_by=ids.new(),
        recorded_at=kit.now,
        **given,
    )
    async with kit.begin() as uow:
        uow.add(made)
    paid = await copied(kit, Penalty, made.id, state=PenaltyState.FULFILLED)
    today = f"{kit.now:%F}"
    new: dict[str, Any] = {
        "organization_id": str(body),
        "kind": "warning",
        "agency": given["agency"],
    }
    new |= {"document_no": "太民罚〔2026〕2号", "decided_on": today}
    one = "/penalties/{penalty_id}"

    def of(penalty: UUID, body: Any = None) -> Ask:
        return Ask({"penalty_id": penalty}, body, names="penalty_id")

    return {
        "POST /penalties": Ask(body=new, names="organization_id"),
        "GET /penalties": Ask(query={"limit": 200}, tells=made.id),
        f"GET {one}": of(made.id),
        f"POST {one}/fulfillment": of(made.id, {"fulfilled_on": today}),
        f"POST {one}/annulment": of(paid, WHY),
    }


async def _entries(kit: ServiceKit, tree: Tree, body: UUID) -> dict[str, Ask]:
    state, due = CreditEntryState, kit.now + timedelta(days=14)
    made = CreditEntry(
        organization_id=body,
        region_id=tree.community.id,
        credit_list=CreditList.ABNORMAL,
        ground=Ground.A2,
        facts="未按规定设立党组织。",
        evidence=["太民函〔2026〕1号"],
        basis={},
        proposed_by=ids.new(),
        proposed_at=kit.now,
    )
    async with kit.begin() as uow:
        uow.add(made)

    async def also(of: CreditEntryState, ground: Ground = Ground.A2, **more: Any) -> UUID:
        given: dict[str, Any] = {
            "statement_due": due,
            "noticed_by": ids.new(),
            "listed_on": kit.now.date(),
        }
        given |= {"name": "太仓市第一协会", "uscc": "51320585MJ0000018F", "ground": ground}
        return await copied(kit, CreditEntry, made.id, state=of, **given, **more)

    noticed = await also(state.NOTICED, Ground.A3)
    stated = await also(state.STATED, Ground.A4)
    listed, applied = await also(state.LISTED), await also(state.APPLIED)
    verified = await also(state.VERIFIED, verified_by=ids.new())
    new: dict[str, Any] = {"organization_id": str(body), "ground": "A7", "facts": SAID["text"]}
    one = "/credit-entries/{entry_id}"

    def of(entry: UUID, body: Any = None) -> Ask:
        return Ask({"entry_id": entry}, body, names="entry_id")

    return {
        "GET /credit-lists/{credit_list}": Ask({"credit_list": "abnormal"}, tells=listed),
        "POST /credit-entries": Ask(
            body=new | {"evidence": ["太民函〔2026〕2号"]}, names="organization_id"
        ),
        "GET /credit-entries": Ask(query={"limit": 200}, tells=listed),
        f"GET {one}": of(listed),
        f"POST {one}/notice": of(made.id),
        f"POST {one}/statement": of(noticed, SAID),
        f"POST {one}/decision": of(stated, WHY | {"listed": True}),
        f"POST {one}/application": of(listed, SAID),
        f"POST {one}/verification": of(applied, WHY),
        f"POST {one}/removal": of(verified, WHY | {"removed": True}),
        f"POST {one}/correction": of(listed, WHY),
    }


async def _evaluations(kit: ServiceKit, tree: Tree, bodies: list[UUID]) -> dict[str, Ask]:
    free, *others = bodies
    told: dict[str, Any] = {"name": "2025 年度等级评估方案", "year": 2025, "bands": BANDS}
    told |= {"legal_types": ["association"], "source": "太仓市民政局方案"}
    stamped: dict[str, Any] = {"published_by": ids.new(), "published_at": kit.now}
    scheme = EvaluationScheme(region_id=tree.district.id, **told, **stamped)
    made = OrganizationEvaluation(
        organization_id=others[0],
        region_id=tree.community.id,
        scheme_id=scheme.id,
        name="太仓市第二协会",
        uscc=None,
        year=2025,
        bands=BANDS,
        applied_by=ids.new(),
        applied_at=kit.now,
    )
    async with kit.begin() as uow:
        uow.add(scheme)
        await uow.flush()
        uow.add(made)
    graded: dict[str, Any] = {"score": 910, "grade": Grade.A4, "scored_by": ids.new()}
    graded |= {"publicized_by": ids.new(), "publicity_ends_at": kit.now + timedelta(days=7)}
    states = zip(LATER, others[1:], strict=True)
    at = {
        state: await copied(
            kit, OrganizationEvaluation, made.id, state=state, organization_id=body, **graded
        )
        for state, body in states
    }
    return {
        **_evaluation_asks(made.id, at, str(free), str(scheme.id), await _visit(kit, tree)),
        "GET /evaluation-schemes": Ask(query={"limit": 200}, tells=scheme.id),
        "GET /evaluation-schemes/{scheme_id}": Ask({"scheme_id": scheme.id}, names="scheme_id"),
        "POST /evaluation-schemes": Ask(
            body=told | {"region_id": str(tree.district.id)}, names="region_id"
        ),
    }


async def _visit(kit: ServiceKit, tree: Tree) -> dict[str, Any]:
    accounts = [await given_account(kit, f"assessor.{one}") for one in "ab"]
    for account in accounts:
        await given_role(kit, account.id, Role.EXPERT, tree.district)
    seen = {"visited_on": f"{kit.now:%F}", "score": 930, "findings": SAID["text"]}
    return seen | {"assessor_ids": [str(account.id) for account in accounts]}


def _evaluation_asks(
    applied: UUID,
    at: dict[EvaluationState, UUID],
    free: str,
    scheme: str,
    visit: dict[str, Any],
) -> dict[str, Ask]:
    state, one = EvaluationState, "/organization-evaluations/{evaluation_id}"

    def of(evaluation: UUID, body: Any = None) -> Ask:
        return Ask({"evaluation_id": evaluation}, body, names="evaluation_id")

    new: dict[str, Any] = {"organization_id": free, "scheme_id": scheme}
    report = {"score": 930, **SAID, "documents": ["自评〔2025〕1号"]}
    vote = WHY | {"score": 920, "votes": 5, "members": 9}
    return {
        "POST /organization-evaluations": Ask(body=new, names="organization_id"),
        "GET /organization-evaluations": Ask(query={"limit": 200}, tells=applied),
        f"GET {one}": of(applied),
        f"POST {one}/admission": of(applied, WHY | {"admitted": True}),
        f"POST {one}/self-report": of(at[state.ADMITTED], report),
        f"POST {one}/withdrawal": of(applied),
        f"POST {one}/site-visit": of(at[state.SELF_REPORTED], visit),
        f"POST {one}/publication": of(at[state.PROVISIONAL], WHY | {"publicized": True}),
        "GET /organization-grades": Ask(query={"limit": 200}, tells=at[state.FINAL]),
        f"POST {one}/appeal": of(at[state.PUBLICIZED], SAID),
        f"POST {one}/review": of(at[state.REVIEW], vote),
        f"POST {one}/downgrade": of(at[state.FINAL], WHY | {"grade": "3A"}),
        f"POST {one}/revocation": of(at[state.FINAL], WHY),
    }
