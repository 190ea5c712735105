"""An organization with an account, and everything that is proposed, decided and bought for it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.credit.account.model import Account
from services.credit.policy.model import EarningPolicy
from shared import ids
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.credit.facts import a_volunteer, served
from tests.credit.given import given_an_organization
from tests.credit.policies import a_draft, drafted, simulated
from tests.credit.spending import Scene, a_scene
from tests.security.cells import Ask, World, everybody
from tests.security.world_needs import policies

WHY = {"reason": "经核查属实", "evidence": ["核查记录 2026-02-11"]}
DAY = {"effective_on": "2026-03-02"}
LISTS = ("listings", "annual-evaluations", "statements")
TOLD = {"inputs": {}, "steps": {}, "amount": 5000, "zh": "期初", "en": "opening"}
UPHELD = {"upheld": True, "reason": "证据充分"}


async def world(kit: ServiceKit) -> World:
    """The credit service with everything in it."""
    scene = await a_scene(kit)
    transfer = await scene.earn(5000, explanation=TOLD)
    elsewhere = await kit.region(level="city", kind="prefecture")
    found = {**await _accounts(scene), **await _transfers(scene, transfer)}
    found |= {**await _redemptions(scene), **await _penalties(scene)}
    volunteer = a_volunteer(scene.community)
    await kit.receive(volunteer, served(volunteer.volunteer_id, scene.community, 60))
    points = Ask({"number": volunteer.number}, names="number")
    found |= {"GET /volunteers/{number}/points": points, **await _policies(scene)}
    found |= await _entitlements(scene)
    found |= {**await _public(scene), **policies(scene.city.id, "credit.integrity.factor", 3)}
    himself = kit.actor(Role.VOLUNTEER, region=scene.city, person=volunteer.person_id)
    own = everybody(kit, scene.city, scene.organization_id, volunteer=himself)
    return World(kit, found, own, everybody(kit, elsewhere, ids.new()), frozenset({Role.VOLUNTEER}))


async def done(scene: Scene, path: str, body: Any, by: Actor) -> str:
    """Post, and answer the id of what that made."""
    answer = await scene.credit.post(path, body, as_=by)
    assert answer.status_code in (200, 201), answer.text
    made: str = answer.json()["id"]
    return made


async def _accounts(scene: Scene) -> dict[str, Ask]:
    other = await given_an_organization(scene.credit, scene.community)
    async with scene.credit.begin() as uow:
        mine = select(Account.id).where(Account.organization_id == other)
        frozen = await uow.session.scalar(mine)
    for _ in range(2):
        await done(scene, f"/accounts/{frozen}/freeze", {"reason": "核查"}, scene.officer())
    one = "/accounts/{account_id}"
    names: dict[str, Any] = {"path": {"account_id": scene.account_id}, "names": "account_id"}
    stopped: dict[str, Any] = {"path": {"account_id": frozen}, "names": "account_id"}
    why = {"reason": "核查"}
    reads = (
        "",
        "/statement",
        "/balance",
        "/statement.csv",
        "/statement.pdf",
        "/earnings",
        "/transfers",
    )
    found = {f"GET {one}{what}": Ask(**names) for what in reads}
    more = ("tier", "expiring", "entitlements", *LISTS)
    found |= {f"GET {one}/{what}": Ask(**names) for what in more}
    return found | {
        "GET /accounts": Ask(query={"limit": 200}, tells=scene.account_id),
        f"POST {one}/freeze": Ask(**names, body=why),
        f"POST {one}/thaw": Ask(**stopped, body=why),
    }


async def _transfers(scene: Scene, transfer: UUID) -> dict[str, Ask]:
    line = DAY | {"credit": str(scene.account_id), "amount": 100}
    grant = await done(scene, "/transfers", line | WHY | {"kind": "grant"}, scene.officer())
    batch = WHY | {"kind": "grant", "whole": True, "lines": [line]}
    names: dict[str, Any] = {"path": {"transfer_id": transfer}, "names": "transfer_id"}
    asked: dict[str, Any] = {"path": {"grant_id": grant}, "names": "grant_id"}
    return {
        "GET /transfers/{transfer_id}": Ask(**names),
        "GET /transfers/{transfer_id}/explanation": Ask(**names),
        "GET /transfers/{transfer_id}/proof": Ask(**names),
        "POST /transfers": Ask(body=line | WHY | {"kind": "grant"}, names="credit"),
        "POST /transfers/batch": Ask(body=batch),
        "POST /transfers/{transfer_id}/reversal": Ask(**names, body=WHY | {"amount": 10}),
        "GET /grants": Ask(query={"limit": 200}, tells=grant),
        "GET /grants/{grant_id}": Ask(**asked),
        "POST /grants/{grant_id}/approval": Ask(**asked, body={}),
        "POST /grants/{grant_id}/rejection": Ask(**asked, body={}),
    }


async def _redemptions(scene: Scene) -> dict[str, Ask]:
    item = await scene.item(stock=9)
    asked = {"account_id": str(scene.account_id), "item_id": item}
    fresh = await done(scene, "/redemptions", asked, scene.manager)
    agreed = await done(scene, "/redemptions", asked, scene.manager)
    await done(scene, f"/redemptions/{agreed}/approval", None, scene.officer())
    new = {"code": "VENUE-NEW", "title": "活动室", "kind": "venue_hours", "price": 60}
    new |= {"stock": 1, "region_id": str(scene.city.id), "valid_from": "2026-01-01"}
    one = "/redemptions/{redemption_id}"

    def of(redemption: str, body: Any = None) -> Ask:
        return Ask({"redemption_id": redemption}, body, names="redemption_id")

    def of_item(body: Any = None) -> Ask:
        return Ask({"item_id": item}, body, names="item_id")

    return {
        "GET /redemption-items": Ask(query={"limit": 200}, tells=item),
        "GET /redemption-items/{item_id}": of_item(),
        "POST /redemption-items": Ask(body=new, names="region_id"),
        "POST /redemption-items/{item_id}/stock": of_item({"stock": 3}),
        "GET /redemptions": Ask(query={"limit": 200}, tells=fresh),
        f"GET {one}": of(fresh),
        "POST /redemptions": Ask(body=asked, names="account_id"),
        f"POST {one}/approval": of(fresh),
        f"POST {one}/fulfillment": of(agreed),
        f"POST {one}/rejection": of(fresh, {"reason": "场地维修"}),
        f"POST {one}/cancellation": of(fresh),
    }


async def _entitlements(scene: Scene) -> dict[str, Ask]:
    """By now the tier was looked at, and brings something."""
    use, code = {"account_id": str(scene.account_id)}, {"code": "venue_hours"}
    made = await done(scene, "/entitlements/venue_hours/uses", use, scene.officer())
    place = "/entitlements/{code}/uses"
    return {
        f"GET {place}": Ask(code, query={"limit": 200}, tells=made),
        f"POST {place}": Ask(code, use, names="account_id"),
    }


async def _penalties(scene: Scene) -> dict[str, Ask]:
    account = {"account_id": str(scene.account_id)}
    new = account | {"ground": "服务记录与回访不符", "points": 10, "evidence": ["回访记录"]}

    async def penalty(*steps: str) -> str:
        found = await done(scene, "/penalties", new, scene.officer())
        bodies = {"decision": UPHELD, "statement": {"text": "误填"}, "appeal": {"text": "复核"}}
        for step in steps:
            by = scene.officer() if step == "decision" else scene.manager
            await done(scene, f"/penalties/{found}/{step}", bodies[step], by)
        return found

    fresh, heard = await penalty(), await penalty("statement")
    decided = await penalty("statement", "decision")
    appealed = await penalty("statement", "decision", "appeal")
    one = "/penalties/{penalty_id}"

    def of(penalty: str, body: Any = None) -> Ask:
        return Ask({"penalty_id": penalty}, body, names="penalty_id")

    return {
        "GET /penalties": Ask(query={"limit": 200}, tells=fresh),
        f"GET {one}": of(fresh),
        "POST /penalties": Ask(body=new, names="account_id"),
        f"POST {one}/statement": of(fresh, {"text": "误填"}),
        f"POST {one}/decision": of(heard, UPHELD),
        f"POST {one}/appeal": of(decided, {"text": "请复核"}),
        f"POST {one}/review": of(appealed, UPHELD),
    }


async def _policies(scene: Scene) -> dict[str, Ask]:
    kit, city = scene.credit, scene.city
    draft, ready = await drafted(kit, city), await drafted(kit, city)
    await simulated(kit, ready, city)
    one = "/earning-policy-drafts/{policy_id}"
    asked, days = await a_draft(kit, city), {"first": "2026-01-01", "last": "2026-03-01"}

    def of(policy: dict[str, Any], body: Any = None) -> Ask:
        return Ask({"policy_id": policy["id"]}, body, names="policy_id")

    return {
        "GET /earning-policy-drafts": Ask(query={"limit": 200}, tells=draft["id"]),
        "POST /earning-policy-drafts": Ask(body=asked, names="region_id"),
        f"GET {one}": of(draft),
        f"PUT {one}": of(draft, asked),
        f"POST {one}/publication": of(ready),
        f"POST {one}/simulation": of(draft, days),
        f"GET {one}/simulation": of(ready),
        f"GET {one}/simulation/organizations": of(ready),
    }


async def _public(scene: Scene) -> dict[str, Ask]:
    kit = scene.credit
    async with kit.begin() as uow:
        policy = await uow.session.scalar(select(EarningPolicy.id).limit(1))
    region = {"region": scene.community.id}
    return {
        "GET /earning-policies": Ask(),
        "GET /earning-policies/{policy_id}": Ask({"policy_id": policy}, names="policy_id"),
        "GET /checkpoints": Ask(),
        "GET /checkpoints/{number}": Ask({"number": 1}),
        "GET /checkpoints/{number}/consistency": Ask({"number": 1}, query={"since": 1}),
        "GET /exports/journal": Ask(),
        "GET /exports/{wanted}": Ask({"wanted": "hledger"}),
        "GET /public/leaderboard": Ask(),
        "GET /public/totals": Ask(),
        "GET /public/totals.svg": Ask(),
        "GET /public/openness": Ask(),
        "GET /public/policy": Ask(query=region, names="region"),
    }
