"""Bodies and inspectors are drawn so that anyone can repeat it, and what is found is public."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from services.registry.inspection_round.rules import drawn_size, sent
from services.registry.organization.model import Organization
from services.registry.organization.states import LegalType, Tier
from shared.access import Actor, Role
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person
from tests.registry.identity import given_account, given_role
from tests.registry.overseeing import Authority, given_an_authority
from tests.security.cells import copied

WHY = "现场核查，情况属实。"
WORD = {"word": "3f7c1d94 抽查"}


@pytest.mark.parametrize(
    ("candidates", "share_bp", "drawn"),
    [(1, 300, 1), (33, 300, 1), (34, 300, 2), (100, 300, 3), (101, 300, 4), (25, 400, 1)],
)
def test_the_share_is_rounded_up_and_one_at_least(
    candidates: int, share_bp: int, drawn: int
) -> None:
    assert drawn_size(candidates, share_bp) == drawn


@given(tied=st.sets(st.sampled_from("abcde")), seed=st.text(max_size=5))
def test_nobody_with_ties_goes_to_a_body_and_nobody_twice(tied: set[str], seed: str) -> None:
    found = sent("body", "abcde", seed=seed, tied=tied)

    assert len({*found}) == len(found) == min(2, 5 - len(tied))
    assert tied.isdisjoint(found)


@dataclass(frozen=True)
class Drawing:
    """A district with forty bodies and three inspectors, one of them of a body until lately."""

    they: Authority
    inspectors: dict[str, Actor]
    tied: tuple[str, str]

    async def frozen(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"region_id": str(self.they.tree.district.id)}
        asked |= {"name": "2026 年度随机抽查", "legal_types": ["social_service_agency"]}
        return await self.they.post("/inspection-rounds", asked, as_=self.they.registrar)

    async def drawn(self) -> list[dict[str, Any]]:
        made = await self.frozen()
        await self.they.post(f"/inspection-rounds/{made['id']}/draw", WORD, as_=self.they.approver)
        return await self.inspections(made["id"])

    async def inspections(self, round_id: str) -> list[dict[str, Any]]:
        asked = {"round_id": round_id}
        found = await self.they.kit.get("/inspections", as_=self.they.registrar, params=asked)
        items: list[dict[str, Any]] = found.json()["items"]
        return sorted(items, key=lambda one: int(one["place"]))

    def both(self, inspection: dict[str, Any]) -> tuple[Actor, Actor]:
        first, second = (inspection[f"{one}_inspector"] for one in ("first", "second"))
        return self.inspectors[first], self.inspectors[second]

    async def ordered(self, inspection: dict[str, Any]) -> dict[str, Any]:
        one, other = self.both(inspection)
        place = f"/inspections/{inspection['id']}"
        seen = {"visited_on": "2026-03-02", "findings": WHY}
        seen |= {"to_rectify": "财务制度须公开。", "rectify_by": "2026-04-01"}
        await self.they.post(f"{place}/record", seen, as_=one)
        yes = {"agreed": True, "reason": WHY}
        return await self.they.post(f"{place}/countersignature", yes, as_=other)


@pytest.fixture
async def drawing(registry: ServiceKit) -> Drawing:
    they = await given_an_authority(registry)
    names = [f"太仓市第{one}服务中心" for one in range(39)]
    fields = {"tier": Tier.REGISTERED, "legal_type": LegalType.SOCIAL_SERVICE_AGENCY, "uscc": None}
    bodies = [
        await copied(registry, Organization, they.body, name=name, name_norm=name, **fields)
        for name in names
    ]
    inspectors = {}
    for name in "abc":
        account = await given_account(registry, f"inspector.{name}")
        await given_role(registry, account.id, Role.INSPECTOR, they.tree.district)
        actor = registry.actor(Role.INSPECTOR, region=they.tree.district)
        inspectors[str(account.id)] = replace(actor, id=account.id)
    last = [*inspectors][-1]
    await given_role(registry, UUID(last), Role.ORG_MANAGER, they.tree.city, organization=bodies[0])
    return Drawing(they, inspectors, (last, str(bodies[0])))


async def test_anyone_can_repeat_the_draw(drawing: Drawing) -> None:
    they, kit = drawing.they, drawing.they.kit
    made = await drawing.frozen()
    place = f"/inspection-rounds/{made['id']}"
    both = kit.actor(Role.REGISTRAR, Role.DISTRICT_APPROVER, region=they.tree.district)
    own = await they.post(
        "/inspection-rounds",
        {"region_id": str(they.tree.district.id), "name": "另一次抽查"}
        | {"legal_types": ["social_service_agency"]},
        as_=both,
    )

    same = await they.refused(f"/inspection-rounds/{own['id']}/draw", WORD, as_=both)
    before = (await kit.get(f"{place}/proof")).json()
    drawn = await they.post(f"{place}/draw", WORD, as_=they.approver)
    again = await they.refused(f"{place}/draw", WORD, as_=they.approver)
    proof = (await kit.get(f"{place}/proof")).json()

    def of(*parts: str) -> str:
        return sha256("|".join(parts).encode()).hexdigest()

    assert (same, again, before["secret"], before["seed"]) == (
        "four-eyes",
        "illegal-move",
        None,
        None,
    )
    lists = "\n".join(proof["bodies"]) + "\n\n" + "\n".join(proof["inspectors"])
    assert before["lists_sha256"] == sha256(lists.encode()).hexdigest()
    assert before["commitment"] == of(proof["secret"])
    seed = of(proof["secret"], WORD["word"], proof["lists_sha256"])
    assert seed == drawn["seed"]
    assert (drawn["candidates"], drawn["size"]) == (40, 2)
    picked = sorted(proof["bodies"], key=lambda one: of(seed, one))[:2]
    inspections = await drawing.inspections(made["id"])
    assert [one["organization_id"] for one in inspections] == picked
    for one in inspections:
        body = one["organization_id"]
        able = [who for who in proof["inspectors"] if [who, body] not in proof["ties"]]
        went = sorted(able, key=lambda who: of(seed, body, who))[:2]
        assert [one["first_inspector"], one["second_inspector"]] == went
    assert proof["ties"] in ([], [[*drawing.tied]])


async def test_two_inspect_and_what_is_not_put_right_in_time_is_proposed_for_the_list(
    drawing: Drawing,
) -> None:
    they, kit = drawing.they, drawing.they.kit
    found, clear = await drawing.drawn()
    place = f"/inspections/{found['id']}"
    one, other = drawing.both(found)
    manager = kit.actor(Role.ORG_MANAGER, organization=UUID(found["organization_id"]))
    seen = {"visited_on": "2026-03-02", "findings": WHY}
    yes = {"agreed": True, "reason": WHY}
    said = {"text": "财务制度已公开。"}

    hidden = await kit.get(place, as_=manager)
    await they.post(f"{place}/record", seen, as_=one)
    alone = await they.refused(f"{place}/countersignature", yes, as_=one)
    await they.post(f"{place}/countersignature", yes | {"agreed": False}, as_=other)
    ordered = await drawing.ordered(found)
    await they.post(f"{place}/rectification", said, as_=manager)
    no = {"rectified": False, "reason": WHY}
    back = await they.post(f"{place}/reinspection", no, as_=they.registrar)
    await kit.tick(datetime(2026, 4, 1, 23, 59, tzinfo=LOCAL))
    in_time = (await kit.get(place, as_=manager)).json()
    await kit.tick(datetime(2026, 4, 2, 0, 0, tzinfo=LOCAL))
    asked = {"organization_id": found["organization_id"]}
    entries = await kit.get("/credit-entries", as_=they.registrar, params=asked)
    (entry,) = entries.json()["items"]
    await they.post(f"{place}/rectification", said, as_=manager)
    done = await they.post(f"{place}/reinspection", no | {"rectified": True}, as_=they.registrar)

    assert (hidden.status_code, alone) == (404, "not-your-inspection")
    assert (ordered["state"], back["state"], in_time["state"]) == ("rectifying",) * 3
    assert (entry["ground"], entry["state"]) == ("A3", "proposed")
    assert entry["basis"] == {"inspection_id": found["id"], "rectify_by": "2026-04-01"}
    assert done["state"] == "rectified"
    one, other = drawing.both(clear)
    place = f"/inspections/{clear['id']}"
    await they.post(f"{place}/record", seen, as_=one)
    await they.post(f"{place}/countersignature", yes, as_=other)
    results = (await kit.get("/inspection-results")).json()["items"]
    assert sorted(one["result"] for one in results) == ["clear", "rectified"]
    assert all("findings" not in one for one in results)


async def test_only_who_is_active_no_more_is_followed_by_the_next_in_order(
    drawing: Drawing,
) -> None:
    they, kit = drawing.they, drawing.they.kit
    first, last = await drawing.drawn()
    place, why = f"/inspections/{first['id']}/replacement", {"reason": WHY}
    active = await they.refused(place, why, as_=they.registrar)
    gone = update(Organization).where(Organization.id == UUID(first["organization_id"]))
    async with kit.begin() as uow:
        await uow.session.execute(gone.values(state="canceled"))

    replaced = await they.post(place, why, as_=they.registrar)

    proof = (await kit.get(f"/inspection-rounds/{first['round_id']}/proof")).json()
    order = sorted(
        proof["bodies"], key=lambda one: sha256(f"{proof['seed']}|{one}".encode()).hexdigest()
    )
    found = await drawing.inspections(first["round_id"])
    assert (active, replaced["state"], last["place"]) == ("body-active", "replaced", 2)
    assert [one["organization_id"] for one in found] == order[:3]


async def test_without_two_inspectors_and_any_body_nothing_is_drawn(registry: ServiceKit) -> None:
    they = await given_an_authority(registry)
    asked = {"region_id": str(they.tree.district.id), "name": "2026 年度随机抽查"}
    agencies = asked | {"legal_types": ["social_service_agency"]}
    person = await given_a_person(registry, they.tree.community)
    account = await given_account(registry, "inspector.a", person_id=person)
    await given_role(registry, account.id, Role.INSPECTOR, they.tree.district)

    alone = await they.refused("/inspection-rounds", agencies, as_=they.registrar)
    nobody = asked | {"legal_types": ["foundation"]}
    nothing = await they.refused("/inspection-rounds", nobody, as_=they.registrar)

    assert (alone, nothing) == ("too-few-inspectors", "nothing-to-inspect")
