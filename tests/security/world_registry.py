"""A city with people, organizations, teams and accounts in every state that they act in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.registry.account.model import Account
from services.registry.account.states import AccountState
from services.registry.binding.use_cases import new_code
from services.registry.organization.model import Organization
from services.registry.organization.states import LegalType, OrganizationState, Tier
from services.registry.second_factor.model import SecondFactor
from services.registry.signing_key.model import SigningKey
from services.registry.team.model import Team
from services.registry.team.states import TeamFiling
from shared import ids
from shared.access import Actor, Grant, Role
from shared.testing.kit import ServiceKit
from tests.registry.given import (
    Tree,
    description,
    filing,
    given_a_person,
    given_a_team,
    given_a_tree,
    given_an_organization,
)
from tests.registry.identity import PASSWORD, given_account, given_keys, given_role, tokens_of
from tests.security.cells import Ask, World, copied, everybody
from tests.security.world_inspections import inspections
from tests.security.world_needs import policies
from tests.security.world_oversight import oversight
from tests.security.world_volunteers import volunteers

GIVERS = (
    *(Role.ORG_MANAGER, Role.COMMUNITY_MANAGER, Role.STREET_OFFICER),
    *(Role.DISTRICT_APPROVER, Role.CITY_ADMIN, Role.PLATFORM_ADMIN),
)
"""Whose roles are looked up again when they give one."""

USCC = "52320585MJ0000018C"
LONG = "a new and longer password"


async def world(kit: ServiceKit) -> World:
    """The registry service with everything in it."""
    for _ in range(2):  # the second time, the first key is replaced
        await given_keys(kit)
    tree = await given_a_tree(kit)
    elsewhere = await kit.region(level="city", kind="prefecture")
    person = await given_a_person(kit, tree.community, id_number="11010519491231002X")
    organization = await given_an_organization(kit, tree)
    resident = kit.actor(Role.RESIDENT, region=tree.community, person=person, household=ids.new())
    lead = await given_a_person(kit, tree.community)
    leads = {"organization": organization, "person": lead}
    leader = kit.actor(Role.TEAM_LEADER, region=tree.city, household=ids.new(), **leads)
    own = everybody(kit, tree.city, organization, resident=resident, team_leader=leader)
    foreign = everybody(kit, elsewhere, ids.new())
    for role in GIVERS:
        own[role] = await _giver(kit, "own", role, tree.city, own[role])
        foreign[role] = await _giver(kit, "foreign", role, elsewhere, foreign[role])
    newcomer = await given_account(kit, "wx.1", region=tree.community)
    own[Role.VOLUNTEER] = replace(own[Role.VOLUNTEER], id=newcomer.id)
    found = await _bindings(kit, own[Role.VOLUNTEER], lead)
    found |= {**await _people(kit, tree, person), **await _organizations(kit, tree, organization)}
    found |= {**await _teams(kit, tree, [person, lead], organization), **await _accounts(kit, tree)}
    found |= {
        **await volunteers(kit, tree, resident, organization),
        **await _erasures(kit, resident),
    }
    found |= {**await _clients(kit, tree, own[Role.CITY_ADMIN]), **await _regions(kit, tree)}
    found |= policies(tree.city.id, "registry.team.filing_years", 3)
    asks, bodies = await oversight(kit, tree, organization)
    found |= asks | await inspections(kit, tree, bodies[0], own[Role.INSPECTOR].id)
    more = [Grant(Role.ORG_MANAGER, tree.city.path, body) for body in bodies]
    manager = own[Role.ORG_MANAGER]
    own[Role.ORG_MANAGER] = replace(manager, grants=(*manager.grants, *more))
    return World(
        kit, found, own, foreign, frozenset({Role.RESIDENT, Role.TEAM_LEADER, Role.VOLUNTEER})
    )


async def _giver(kit: ServiceKit, name: str, role: Role, region: Any, actor: Actor) -> Actor:
    """The same caller, whose role the database knows too."""
    account = await given_account(kit, f"{name}.{role}".replace("_", "."))
    (grant,) = actor.grants
    everywhere = role is Role.PLATFORM_ADMIN
    where, bound = None if everywhere else region, grant.organization_id
    await given_role(kit, account.id, role, where, organization=bound)
    return Actor(id=account.id, person_id=actor.person_id, grants=actor.grants)


async def _people(kit: ServiceKit, tree: Tree, person: UUID) -> dict[str, Ask]:
    community = {"region_id": str(tree.community.id)}
    worker = kit.actor(Role.COMMUNITY_WORKER, region=tree.community)
    home = await kit.post("/households", community | {"address": "人民南路18号"}, as_=worker)
    colleague = await given_a_person(kit, tree.community, phone="13912345678")
    registrar = kit.actor(Role.REGISTRAR, region=tree.city)
    made = await kit.post("/social-workers", {"person_id": str(colleague)}, as_=registrar)
    assert made.status_code == 201, made.text
    worker_id = made.json()["id"]
    household: dict[str, Any] = {
        "path": {"household_id": home.json()["id"]},
        "names": "household_id",
    }
    social: dict[str, Any] = {"path": {"worker_id": worker_id}, "names": "worker_id"}
    certificate = {"level": "assistant", "cert_no": "2024-0001", "issued_on": "2024-06-01"}
    search = {"field": "phone", "value": "13812345678"}
    asked: dict[str, Any] = {"path": {"person_id": person}, "names": "person_id"}
    return {
        "POST /persons": Ask(body=community | {"name": "王大爷"}, names="region_id"),
        "POST /person-searches": Ask(body=search, tells=person),
        "GET /persons/{person_id}": Ask(**asked),
        "POST /persons/{person_id}/correction": Ask(**asked, body={"phone": "13912345678"}),
        "GET /persons/{person_id}/disclosure": Ask(
            **asked, query={"fields": "phone"}, mime={"X-Purpose": "safety_check"}
        ),
        "POST /households": Ask(body=community | {"address": "人民路1号"}, names="region_id"),
        "GET /households/{household_id}": Ask(**household),
        "POST /households/{household_id}/members": Ask(
            **household, body={"person_id": str(person)}
        ),
        "POST /social-workers": Ask(body={"person_id": str(person)}, names="person_id"),
        "GET /social-workers": Ask(query={"limit": 200}, tells=worker_id),
        "GET /social-workers/{worker_id}": Ask(**social),
        "POST /social-workers/{worker_id}/certificates": Ask(**social, body=certificate),
        "POST /social-workers/{worker_id}/employment": Ask(
            **social, body={"organization_id": None}
        ),
    }


async def _bindings(kit: ServiceKit, newcomer: Actor, person: UUID) -> dict[str, Ask]:
    async with kit.begin(newcomer) as uow:
        code, _ = await new_code(uow, at=kit.now)
    asked: dict[str, Any] = {"path": {"person_id": person}, "names": "person_id"}
    return {
        "POST /me/binding-code": Ask(),
        "POST /persons/{person_id}/account": Ask(**asked, body={"code": code}),
    }


async def _erasures(kit: ServiceKit, resident: Actor) -> dict[str, Ask]:
    wish = (await kit.post("/me/erasure", as_=resident)).json()
    one = "/erasures/{erasure_id}"

    def of(body: Any = None) -> Ask:
        return Ask({"erasure_id": wish["id"]}, body, names="erasure_id")

    return {
        "GET /me/data": Ask(),
        "POST /me/erasure": Ask(),
        "GET /me/erasure": Ask(),
        "POST /me/erasure/withdrawal": Ask(),
        "GET /erasures": Ask(query={"limit": 200}, tells=wish["id"]),
        f"GET {one}": of(),
        f"POST {one}/approval": of(),
        f"POST {one}/refusal": of({"reason": "正在核查中的投诉涉及本人，结案前须保留。"}),
    }


async def _organizations(kit: ServiceKit, tree: Tree, active: UUID) -> dict[str, Ask]:
    states = OrganizationState
    author = kit.actor(Role.COMMUNITY_WORKER, region=tree.community)

    async def also(state: OrganizationState, name: str, **more: Any) -> UUID:
        new = {"state": state, "name": name, "name_norm": name, "author_id": author.id}
        return await copied(kit, Organization, active, **{**new, "filing_no": None, **more})

    draft = await also(states.DRAFT, "弇山舞蹈队")
    body = {"tier": Tier.REGISTERED, "legal_type": LegalType.ASSOCIATION, "uscc": USCC}
    unnamed = await also(states.DRAFT, "太仓市社工协会", **body)
    review, lapsed = await also(states.FILING_REVIEW, "二队"), await also(states.LAPSED, "三队")
    registered = body | {"uscc": None}
    bodies = [await also(states.ACTIVE, f"太仓市第{one}社", **registered) for one in range(3)]
    one = "/organizations/{organization_id}"

    def of(organization: UUID, body: Any = None, **more: Any) -> Ask:
        return Ask({"organization_id": organization, **more}, body, names="organization_id")

    return {
        "POST /organizations": Ask(
            body=filing(tree.community, name="弇山合唱队"), names="home_region_id"
        ),
        "GET /organizations": Ask(query={"limit": 200}, tells=active),
        "GET /organizations/by-uscc/{uscc}": Ask({"uscc": USCC}),
        f"GET {one}": of(active),
        f"PUT {one}": of(draft, {"name": "弇山舞蹈队", "members_count": 6}),
        f"POST {one}/name-check": of(unnamed),
        f"POST {one}/submission": of(draft),
        f"POST {one}/acceptance": of(review),
        f"POST {one}/renewal": of(lapsed),
        f"POST {one}/merger": of(bodies[0], {"successor_id": str(bodies[1]), "reason": "合并"}),
        f"POST {one}/split": of(
            bodies[0],
            {
                "shares": [{"organization_id": str(to), "share": 5_000} for to in bodies[1:]],
                "reason": "分立",
            },
        ),
        f"POST {one}/{{decision}}": of(
            active, {"reason": "逾期未年检，责令整改后仍不改正。"}, decision="suspension"
        ),
    }


async def _teams(
    kit: ServiceKit, tree: Tree, people: list[UUID], organization: UUID
) -> dict[str, Ask]:
    draft = (await given_a_team(kit, tree, *people, organization=organization))["id"]
    filed = await copied(kit, Team, draft, filing=TeamFiling.FILED)
    stopped = await copied(kit, Team, draft, filing=TeamFiling.SUSPENDED)
    one = "/teams/{team_id}"
    wanted = {"region": tree.community.id, "skill": "plumbing", "minutes": 60}
    wanted |= {"at": "2026-03-03T10:00:00+08:00"}

    def of(team: Any, body: Any = None) -> Ask:
        return Ask({"team_id": team}, body, names="team_id")

    new = {"organization_id": str(organization)} | description(tree, *people)
    return {
        "POST /teams": Ask(body=new, names="organization_id"),
        "GET /teams": Ask(query={"limit": 200}, tells=draft),
        "GET /teams/available": Ask(query=wanted),
        f"GET {one}": of(draft),
        f"PUT {one}": of(draft, description(tree, *people)),
        f"POST {one}/filing": of(draft),
        f"POST {one}/suspension": of(filed),
        f"POST {one}/reinstatement": of(stopped),
        f"POST {one}/departure": of(draft),
    }


async def _accounts(kit: ServiceKit, tree: Tree) -> dict[str, Ask]:
    account = await given_account(kit, "wang.fang", region=tree.community)
    staff = await given_account(kit, "zhao.min", region_id=tree.community.id)
    locked = await copied(kit, Account, staff.id, username="li.lei", state=AccountState.LOCKED)
    gone = await copied(kit, Account, staff.id, username="han.mei", state=AccountState.DISABLED)
    secured = await copied(kit, Account, staff.id, username="mei.hua")
    await _secure(kit, secured)
    grant = await given_role(kit, staff.id, Role.COMMUNITY_WORKER, tree.community)
    tokens = await tokens_of(kit, "wang.fang")
    until = (kit.now + timedelta(days=100)).isoformat()
    role = {"role": "community_manager", "region_id": str(tree.community.id), "valid_to": until}
    new = {"kind": "person", "username": "new.resident", "region_id": str(tree.community.id)}
    change = {"current_password": PASSWORD, "new_password": LONG}
    one = "/accounts/{account_id}"

    def of(account: Account | UUID, body: Any = None, **more: Any) -> Ask:
        known = account if isinstance(account, UUID) else account.id
        return Ask({"account_id": known}, body, names="account_id", **more)

    return {
        "POST /accounts": Ask(body=new | {"password": PASSWORD}, names="region_id"),
        "GET /accounts": Ask(query={"limit": 200}, tells=account.id),
        f"GET {one}": of(account),
        f"POST {one}/password-reset": of(account, {"password": LONG}),
        f"POST {one}/unlocking": of(locked),
        f"POST {one}/disablement": of(account),
        f"POST {one}/enablement": of(gone),
        "GET /me": Ask(),
        f"POST {one}/second-factor-removal": of(secured),
        "POST /me/password-change": Ask(body=change),
        f"POST {one}/grants": of(staff, role),
        f"GET {one}/grants": of(staff, tells=grant.id),
        "POST /grants/{grant_id}/revocation": Ask({"grant_id": grant.id}, names="grant_id"),
        "POST /sessions": Ask(body={"username": "wang.fang", "password": PASSWORD}),
        "POST /sessions/second-factor": Ask(body={"username": "wang.fang", "password": PASSWORD}),
        "POST /sessions/wechat": Ask(body={"code": "a-code-of-wx-login"}),
        "PUT /me/wechat": Ask(body={"code": "a-code-of-wx-login"}),
        "DELETE /me/wechat": Ask(),
        "POST /sessions/refresh": Ask(body={"refresh_token": tokens["refresh_token"]}),
        "DELETE /sessions/current": Ask(),
    }


async def _secure(kit: ServiceKit, account_id: UUID) -> None:
    factor = SecondFactor(account_id=account_id)
    factor.renew(kit.vault)
    factor.confirmed_at = kit.now
    async with kit.begin() as uow:
        uow.add(factor)


async def _clients(kit: ServiceKit, tree: Tree, chief: Actor) -> dict[str, Ask]:
    until = (kit.now + timedelta(days=100)).isoformat()
    new = {"name": "第三方评估系统", "region_id": str(tree.city.id), "ip_allow": []}
    answer = await kit.post("/clients", new | {"valid_to": until}, as_=chief)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    one = "/clients/{client_id}"
    role = {"role": "evaluator_client", "region_id": str(tree.city.id), "valid_to": until}
    form = "grant_type=client_credentials&client_id={}&client_secret={}".format(
        made["client"]["id"], made["client_secret"]
    )

    def of(body: Any = None) -> Ask:
        return Ask({"client_id": made["client"]["id"]}, body, names="client_id")

    return {
        "POST /clients": Ask(body=new | {"valid_to": until}, names="region_id"),
        "GET /clients": Ask(query={"limit": 200}, tells=made["client"]["id"]),
        f"GET {one}": of(),
        f"POST {one}/secret": of(),
        f"POST {one}/revocation": of(),
        f"POST {one}/grants": of(role),
        f"GET {one}/grants": of(),
        "POST /oauth/token": Ask(content=form.encode(), media="application/x-www-form-urlencoded"),
    }


async def _regions(kit: ServiceKit, tree: Tree) -> dict[str, Ask]:
    async with kit.begin() as uow:
        key = await uow.session.scalar(select(SigningKey.id).order_by(SigningKey.id).limit(1))
    change = {"effective_on": "2026-01-01", "reason": "人口抽查", "households": 612}
    rows = "code,parent_code,level,name\n320585102,320585,street,浏河镇\n"
    region: dict[str, Any] = {"path": {"region_id": tree.community.id}, "names": "region_id"}
    return {
        "GET /.well-known/jwks.json": Ask(),
        "POST /signing-keys/rotation": Ask(),
        "POST /signing-keys/{key_id}/retirement": Ask({"key_id": key}, names="key_id"),
        "GET /regions": Ask(),
        "GET /regions/{region_id}": Ask(**region),
        "GET /regions/{region_id}/children": Ask(**region),
        "GET /regions/{region_id}/ancestors": Ask(**region),
        "POST /regions/{region_id}/revisions": Ask(**region, body=change),
        "POST /region-imports": Ask(content=rows.encode(), media="text/csv"),
    }
