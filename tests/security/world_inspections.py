"""Bodies that were drawn to be inspected, in every state that they act in."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.registry.inspection.model import Inspection
from services.registry.inspection.states import InspectionState
from services.registry.organization.model import Organization
from services.registry.organization.states import OrganizationState
from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree
from tests.registry.identity import given_account, given_role
from tests.security.cells import Ask, copied

WHY = {"reason": "经核实，情况属实。"}
SAID = "情况属实，愿意改正。"


async def inspections(kit: ServiceKit, tree: Tree, body: UUID, inspector: UUID) -> dict[str, Ask]:
    """What is asked about inspections of a body, by who was drawn for them and others."""
    for name in "ab":
        account = await given_account(kit, f"inspector.{name}")
        await given_role(kit, account.id, Role.INSPECTOR, tree.district)
    registrar = kit.actor(Role.REGISTRAR, region=tree.district)
    new = {"region_id": str(tree.district.id), "name": "2026 年度随机抽查"}
    asked = new | {"legal_types": ["association"]}
    frozen, drawn = [
        (await kit.post("/inspection-rounds", asked, as_=registrar)).json()["id"] for _ in range(2)
    ]
    word = {"word": "3f7c1d94 抽查"}
    approver = kit.actor(Role.DISTRICT_APPROVER, region=tree.district)
    await kit.post(f"/inspection-rounds/{drawn}/draw", word, as_=approver)
    one = "/inspection-rounds/{round_id}"
    known: dict[str, Any] = {"path": {"round_id": frozen}, "names": "round_id"}
    return {
        "POST /inspection-rounds": Ask(body=asked, names="region_id"),
        "GET /inspection-rounds": Ask(query={"limit": 200}, tells=frozen),
        f"GET {one}": Ask(**known),
        f"GET {one}/proof": Ask(**known),
        f"POST {one}/draw": Ask(**known, body=word),
        **await _inspections(kit, tree, UUID(drawn), body, inspector),
    }


async def _inspections(
    kit: ServiceKit, tree: Tree, round_id: UUID, body: UUID, inspector: UUID
) -> dict[str, Ask]:
    made = Inspection(
        round_id=round_id,
        organization_id=body,
        region_id=tree.community.id,
        name="太仓市第一协会",
        uscc=None,
        place=101,
        first_inspector=inspector,
        second_inspector=ids.new(),
    )
    async with kit.begin() as uow:
        uow.add(made)
    gone = await copied(
        kit, Organization, body, name="散会", name_norm="散会", state=OrganizationState.CANCELED
    )
    day = date(2026, 3, 2)
    recorded: dict[str, Any] = {"recorded_by": made.second_inspector, "visited_on": day}
    recorded |= {"findings": SAID, "to_rectify": SAID, "rectify_by": day + timedelta(days=30)}
    signed = recorded | {"signed_by": inspector, "signed_at": kit.now}

    async def also(place: int, **more: Any) -> UUID:
        return await copied(kit, Inspection, made.id, place=place, **more)

    state = InspectionState
    waiting = await also(102, state=state.RECORDED, **recorded)
    ordered = await also(103, state=state.RECTIFYING, **signed)
    reported = await also(104, state=state.REPORTED, **signed)
    other = await also(105, organization_id=gone)
    one = "/inspections/{inspection_id}"

    def of(inspection: UUID, body: Any = None) -> Ask:
        return Ask({"inspection_id": inspection}, body, names="inspection_id")

    return {
        "GET /inspection-results": Ask(query={"limit": 200}, tells=ordered),
        "GET /inspections": Ask(query={"limit": 200}, tells=ordered),
        f"GET {one}": of(ordered),
        f"POST {one}/record": of(made.id, {"visited_on": f"{day}", "findings": SAID}),
        f"POST {one}/countersignature": of(waiting, WHY | {"agreed": True}),
        f"POST {one}/rectification": of(ordered, {"text": SAID}),
        f"POST {one}/reinspection": of(reported, WHY | {"rectified": True}),
        f"POST {one}/replacement": of(other, WHY),
    }
