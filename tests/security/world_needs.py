"""A town with needs, orders, a claim, clusters and matters in every state of use."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.needs.claim.model import Claim
from services.needs.classification.rules import Route
from services.needs.cluster.model import Cluster
from services.needs.cluster.states import ClusterState
from services.needs.membership.model import Membership
from services.needs.menu_item.states import MenuItemState
from services.needs.need.states import NeedState
from services.needs.survey.model import Survey
from shared import ids
from shared.access import Actor, Grant, Role
from shared.contracts.registry import TeamState
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import CODE, POINT, Town, given_a_town
from tests.needs.given_needs import an_item, asking_households
from tests.security.cells import Ask, World, everybody
from tests.security.world_deliberation import deliberation

WHY = {"reason": "家里临时有事"}
HERE = {"latitude": POINT[0], "longitude": POINT[1]}
S = NeedState
DAY = timedelta(days=1)


async def world(kit: ServiceKit) -> World:
    """The needs service with everything in it."""
    town = await given_a_town(kit)
    team = await town.team(max_parallel=100, member_ids=[ids.new()])
    elsewhere = await kit.region(level="city", kind="prefecture")
    found = {**_catalogue(town), **await _clusters(town)}
    found |= {**await _needs(town), **await _orders(town, team), **await _menu(town)}
    found |= {**await _claim(town, team), **_policies(town), **await deliberation(town)}
    person = {"person": town.resident.person_id, "household": town.resident.household_id}
    resident = kit.actor(Role.RESIDENT, region=town.city, **person)
    leader = {"organization": team.organization_id, "person": team.member_ids[0]}
    own = everybody(
        kit,
        town.city,
        team.organization_id,
        resident=resident,
        team_leader=kit.actor(Role.TEAM_LEADER, region=town.city, **leader),
        volunteer=kit.actor(
            *(Role.VOLUNTEER, Role.RESIDENT),
            region=town.city,
            person=ids.new(),
            household=ids.new(),
        ),
        city_admin=Actor(
            id=ids.new(),
            person_id=ids.new(),
            household_id=ids.new(),
            grants=tuple(Grant(Role.CITY_ADMIN, one.path) for one in (town.city, elsewhere)),
        ),
    )
    supported = found["DELETE /needs/{need_id}/supports/mine"].path["need_id"]
    said = await kit.post(f"/needs/{supported}/supports", {}, as_=own[Role.VOLUNTEER])
    assert said.status_code == 201, said.text
    return World(
        kit,
        found,
        own,
        everybody(kit, elsewhere, ids.new()),
        frozenset({Role.RESIDENT, Role.TEAM_LEADER, Role.VOLUNTEER}),
    )


def _policies(town: Town) -> dict[str, Ask]:
    return policies(town.city.id, "dispatch.offer_ttl.normal", {"value": 60, "unit": "min"})


def policies(region_id: UUID, name: str, value: Any) -> dict[str, Ask]:
    """What every service answers besides its domain."""
    body = {"name": name, "region_id": str(region_id), "value": value, "source": "太民发1号"}
    body |= {"valid_from": "2026-03-01T00:00:00+08:00"}
    return {
        "GET /policies": Ask(),
        "POST /policies": Ask(body=body, names="region_id"),
        "GET /audit/checkpoints": Ask(),
        "GET /me/access-log": Ask(),
    }


def _catalogue(town: Town) -> dict[str, Ask]:
    about = {"code": CODE}
    need = {"region_id": str(town.community.id), "category_code": CODE}
    need |= {"title": "下水道堵了", "description": "厨房反水"}
    return {
        "GET /categories": Ask(),
        "POST /categories": Ask(
            body={"code": "test.lamp", "name": "路灯", "leaf": True, "professionality": 1}
        ),
        "POST /categories/{code}/retirement": Ask(about, {}, names="code"),
        "POST /needs": Ask(body=need, names="region_id"),
        "GET /me/data": Ask(),
        "GET /rates": Ask(query={"organization_id": ids.new()}),
        "GET /menu": Ask(query={"region": town.community.id}, names="region"),
    }


async def waiting(town: Town, **fields: Any) -> UUID:
    """A need of the day before: today the resident may still file ten."""
    return await town.waiting(submitted_at=town.needs.now - DAY, **fields)


async def _needs(town: Town) -> dict[str, Ask]:
    now = town.needs.now
    states: dict[str, dict[str, Any]] = {
        "submitted": {"state": S.SUBMITTED, "route": None},
        "asked": {"state": S.AWAITING_INFO, "route": None, "question": "几号楼？", "asked_at": now},
        "classified": {"state": S.CLASSIFIED, "route": Route.MANUAL},
        "answering": {"state": S.ANSWERING, "route": Route.ANSWER},
        "resolved": {"state": S.RESOLVED, "route": Route.ANSWER, "resolved_at": now},
        "waiting": {},
        "supported": {},
    }
    states["resolved"] |= {"dispute_until": now + timedelta(days=5)}
    made = {name: await waiting(town, **fields) for name, fields in states.items()}

    def of(name: str, body: Any = None, **more: Any) -> Ask:
        return Ask({"need_id": made[name]}, body, names="need_id", **more)

    one = "/needs/{need_id}"
    return {
        "GET /needs": Ask(query={"limit": 200}, tells=made["submitted"]),
        "GET /needs/queue": Ask(query={"limit": 200}, tells=made["classified"]),
        f"GET {one}": of("submitted"),
        f"GET {one}/history": of("submitted"),
        f"GET {one}/progress": of("submitted"),
        f"GET {one}/trail": of("submitted"),
        f"GET {one}/classification-preview": of("submitted"),
        f"GET {one}/classifications": of("submitted"),
        f"GET {one}/dispatch-preview": of("waiting"),
        f"POST {one}/acceptance": of("submitted"),
        f"POST {one}/refusal": of(
            "submitted", {"reason": "not_a_need", "text": "该事项请拨打12345热线办理"}
        ),
        f"POST {one}/information-request": of("submitted", {"question": "几号楼？"}),
        f"POST {one}/information": of("asked", {"information": "一号楼"}),
        f"POST {one}/withdrawal": of("submitted"),
        f"POST {one}/classification": of(
            "classified", {"route": "answer", "override_reason": "居民咨询政策，直接答复即可"}
        ),
        f"POST {one}/recategorization": of("classified", {"category_code": "repair.drain"}),
        f"POST {one}/resolution": of("answering", {"result": "已当面答复并说明有关政策"}),
        f"POST {one}/confirmation": of("resolved"),
        f"POST {one}/dispute": of("resolved", WHY),
        f"POST {one}/callback": of("resolved"),
        f"POST {one}/contact-views": of("submitted", {"purpose": "上门前联系"}),
        f"POST {one}/dispatch": of("waiting", {}),
        f"POST {one}/supports": of("submitted", {}),
        f"DELETE {one}/supports/mine": of("supported"),
    }


async def _menu(town: Town) -> dict[str, Ask]:
    kit, region = town.needs, town.city
    states = [MenuItemState.DRAFT, MenuItemState.PUBLISHED, MenuItemState.SUSPENDED]
    draft, published, suspended = [
        {"item_id": (await an_item(kit, region, category_code=CODE, state=state)).id}
        for state in states
    ]
    terms = {"code": "new-item", "title": "疏通", "category_code": CODE, "slots": 10}
    terms |= {"duration_minutes": 60, "fee": "free", "respond_minutes": 60}
    terms |= {"arrive_minutes": 120, "finish_work_days": 2, "region_id": str(region.id)}
    one = "/menu-items/{item_id}"
    return {
        "POST /menu-items": Ask(body=terms, names="region_id"),
        "GET /menu-items": Ask(query={"limit": 200}, tells=draft["item_id"]),
        f"GET {one}": Ask(draft, names="item_id"),
        f"POST {one}/publication": Ask(draft, names="item_id"),
        f"POST {one}/suspension": Ask(published, names="item_id"),
        f"POST {one}/resumption": Ask(suspended, names="item_id"),
        f"POST {one}/retirement": Ask(published, names="item_id"),
    }


async def _orders(town: Town, team: TeamState) -> dict[str, Ask]:
    kit, member = town.needs, town.member(team)
    done = await town.done(team)
    late = await _offered(town)
    await town.step(late, "acceptance", member)
    kit.now += timedelta(minutes=125)
    site = await town.on_site(team)
    code = (await town.codes(site))["code"]
    accepted = await _offered(town)
    await town.step(accepted, "acceptance", member)
    way = await _offered(town)
    await town.step(way, "acceptance", member)
    await town.step(way, "departure", member)
    offered = await _offered(town)
    survey = await _a_survey(town, done)

    def of(order: dict[str, Any], body: Any = None, **more: Any) -> Ask:
        return Ask({"order_id": order["id"]}, body, names="order_id", **more)

    one = "/orders/{order_id}"
    return {
        "GET /orders": Ask(query={"limit": 200}, tells=offered["id"]),
        f"GET {one}": of(offered),
        f"GET {one}/ranking": of(offered),
        f"GET {one}/contact": of(accepted),
        f"GET {one}/completion-code": of(accepted),
        f"POST {one}/completion-code": of(accepted),
        f"POST {one}/acceptance": of(offered),
        f"POST {one}/decline": of(offered, WHY),
        f"POST {one}/recall": of(offered, WHY),
        f"POST {one}/departure": of(accepted),
        f"POST {one}/check-in": of(way, HERE),
        f"POST {one}/completion": of(site, {"code": code}),
        f"POST {one}/confirmation": of(done, {"score": 5}),
        f"POST {one}/dispute": of(done, WHY),
        f"POST {one}/no-show": of(late, WHY),
        f"POST {one}/failure": of(accepted, WHY),
        f"POST {one}/reassignment": of(accepted, WHY),
        "GET /surveys": Ask(query={"limit": 200}, tells=survey),
        "POST /surveys/{survey_id}/answer": Ask(
            {"survey_id": survey}, {"score": 4}, names="survey_id"
        ),
    }


async def _offered(town: Town) -> dict[str, Any]:
    """An order the team has not answered yet."""
    return (await town.orders(need_id=await town.need(submitted_at=town.needs.now - DAY)))[0]


async def _a_survey(town: Town, order: dict[str, Any]) -> UUID:
    survey = Survey(
        need_id=UUID(order["need_id"]),
        team_id=UUID(order["team_id"]),
        organization_id=UUID(order["organization_id"]),
        order_id=ids.new(),
        region_id=town.community.id,
        person_id=town.resident.person_id,
        served_at=town.needs.now,
        asked_at=town.needs.now,
    )
    async with town.needs.begin() as uow:
        uow.add(survey)
    return survey.id


async def _claim(town: Town, team: TeamState) -> dict[str, Ask]:
    kit = town.needs
    claim = Claim(
        need_id=await waiting(town),
        region_id=town.community.id,
        street_id=town.street.id,
        category_code=CODE,
        urgency="normal",
        required_skills=["test.plumbing"],
        menu_item_id=town.item.id,
        search=1,
        attempts=3,
        opened_at=kit.now,
        expires_at=kit.now + timedelta(hours=2),
    )
    async with kit.begin() as uow:
        uow.add(claim)
    body = {"team_id": str(team.team_id)}
    return {
        "GET /claims": Ask(query=body, tells=claim.id, names="team_id"),
        "POST /claims/{claim_id}/acceptance": Ask({"claim_id": claim.id}, body, names="claim_id"),
    }


async def _clusters(town: Town) -> dict[str, Ask]:
    kit = town.needs
    for _ in range(7):
        await kit.region(parent=town.street)
    await asking_households(kit, town.community, 20)
    need = await waiting(town, state=S.CLASSIFIED, route=Route.MANUAL)
    async with kit.begin() as uow:
        hot = (await uow.session.scalars(select(Cluster.id))).one()
        proposed = Cluster(
            region_id=town.community.id, category_code=CODE, state=ClusterState.PROPOSED
        )
        uow.add(proposed)
        await uow.flush()
        uow.add(Membership(cluster_id=proposed.id, need_id=need, asked_at=kit.now))
    one, about = "/clusters/{cluster_id}", {"cluster_id": hot}
    return {
        "GET /clusters": Ask(query={"limit": 200}, tells=proposed.id),
        f"GET {one}": Ask({"cluster_id": proposed.id}, names="cluster_id"),
        f"GET {one}/members": Ask(about, tells="need_no", names="cluster_id"),
        f"GET {one}/trail": Ask(about, names="cluster_id"),
        f"POST {one}/proposal": Ask(about, names="cluster_id"),
        "POST /needs/{need_id}/project-membership": Ask({"need_id": need}, names="need_id"),
    }
