from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.registry.account.model import Account, AccountKind
from shared import ids
from shared.access import Actor, Role
from shared.clock import LOCAL
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree, given_an_organization
from tests.registry.identity import (
    bearer,
    claims,
    given_account,
    given_role,
    log_in,
    refresh,
    tokens_of,
)

pytestmark = pytest.mark.usefixtures("keys")


async def given_giver(
    kit: ServiceKit, role: Role, region: RegionReplica, *, organization: UUID | None = None
) -> tuple[Account, Actor]:
    """Someone who holds a role in the database, and his token says so."""
    account = await given_account(kit, f"giver.{role}")
    await given_role(kit, account.id, role, region, organization=organization)
    actor = kit.actor(role, region=region, organization=organization)
    return account, Actor(id=account.id, grants=actor.grants)


async def give(
    kit: ServiceKit, giver: Actor, holder: Account, role: Role, **more: Any
) -> httpx.Response:
    valid_to = kit.now + timedelta(days=more.pop("days", 100))
    wanted = {"role": role, "valid_to": valid_to.isoformat()}
    wanted |= {key: str(value) for key, value in more.items()}
    return await kit.post(f"/accounts/{holder.id}/grants", wanted, as_=giver)


async def test_a_street_officer_gives_a_role_in_his_street(registry: ServiceKit) -> None:
    _, street, community = await registry.regions()
    _, officer = await given_giver(registry, Role.STREET_OFFICER, street)
    holder = await given_account(registry, "zhao.min")

    given = await give(registry, officer, holder, Role.COMMUNITY_WORKER, region_id=community.id)
    said = claims(await tokens_of(registry, "zhao.min"))

    assert given.status_code == 201, given.text
    assert given.json()["given_by"] == str(officer.id)
    assert given.headers["location"] == f"/api/registry/v1/accounts/{holder.id}/grants"
    assert said["roles"] == [["community_worker", community.path, None]]


async def test_a_region_outside_ones_own_is_refused(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    elsewhere = await registry.region(parent=city, level="street", kind="street")
    _, officer = await given_giver(registry, Role.STREET_OFFICER, street)
    holder = await given_account(registry, "zhao.min", region=street)

    for region in (city, elsewhere):
        refused = await give(registry, officer, holder, Role.RECEIVER, region_id=region.id)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/grant-exceeds")


async def test_of_a_stranger_nobody_learns_that_he_exists(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    elsewhere = await registry.region(parent=city, level="street", kind="street")
    _, officer = await given_giver(registry, Role.STREET_OFFICER, street)
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    stranger = await given_account(registry, "zhao.min", region=elsewhere)
    nobody = Account(kind=AccountKind.STAFF, username="nobody", region_id=None)
    held = await give(registry, chief, stranger, Role.RECEIVER, region_id=elsewhere.id)

    told = [
        await give(registry, officer, holder, Role.RECEIVER, region_id=elsewhere.id)
        for holder in (stranger, nobody)
    ]
    told += [
        await registry.post(f"/grants/{grant}/revocation", as_=officer)
        for grant in (held.json()["id"], ids.new())
    ]

    assert [answer.status_code for answer in told] == [404] * 4
    assert [answer.json()["kind"] for answer in told] == ["account"] * 2 + ["role_grant"] * 2


async def test_a_longer_term_than_ones_own_is_refused(registry: ServiceKit) -> None:
    _, street, _ = await registry.regions()
    _, officer = await given_giver(registry, Role.STREET_OFFICER, street)
    holder = await given_account(registry, "zhao.min")

    refused = await give(registry, officer, holder, Role.RECEIVER, region_id=street.id, days=301)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/grant-exceeds")
    until = datetime.fromisoformat(refused.json()["until"])
    assert until == registry.now + timedelta(days=300)
    assert until.astimezone(LOCAL).strftime("%Y-%m-%d") in refused.json()["detail"]


async def test_a_role_above_ones_own_is_refused(registry: ServiceKit) -> None:
    _, street, _ = await registry.regions()
    _, officer = await given_giver(registry, Role.STREET_OFFICER, street)
    holder = await given_account(registry, "zhao.min")

    refused = await give(registry, officer, holder, Role.DISTRICT_APPROVER, region_id=street.id)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/may-not-give")


async def test_nobody_gives_himself_a_role(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    admin = await given_account(registry, "root")
    await given_role(registry, admin.id, Role.PLATFORM_ADMIN, None)
    actor = Actor(id=admin.id, grants=registry.actor(Role.PLATFORM_ADMIN).grants)

    refused = await give(registry, actor, admin, Role.CITY_ADMIN, region_id=city.id)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/own-grant")


async def test_a_stale_token_gives_nothing(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    account, officer = await given_giver(registry, Role.STREET_OFFICER, street)
    holder = await given_account(registry, "zhao.min", region=street)
    grants = await registry.get(
        f"/accounts/{account.id}/grants", as_=registry.actor(Role.PLATFORM_ADMIN)
    )
    (grant,) = grants.json()["items"]

    revoked = await registry.post(f"/grants/{grant['id']}/revocation", as_=chief)
    refused = await give(registry, officer, holder, Role.RECEIVER, region_id=street.id)

    assert revoked.status_code == 200
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/may-not-give")


async def test_a_revoked_role_is_gone_with_the_next_token(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")
    given = (await give(registry, chief, holder, Role.RECEIVER, region_id=street.id)).json()
    tokens = await tokens_of(registry, "zhao.min")

    await registry.post(f"/grants/{given['id']}/revocation", as_=chief)
    renewed = (await refresh(registry, tokens["refresh_token"])).json()
    again = await registry.post(f"/grants/{given['id']}/revocation", as_=chief)

    assert claims(tokens)["roles"] == [["receiver", street.path, None]]
    assert claims(renewed)["roles"] == []
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-revoked")


async def test_an_expired_role_is_gone_with_the_next_token(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")
    await give(registry, chief, holder, Role.RECEIVER, region_id=street.id, days=1)

    registry.now += timedelta(days=1)

    assert claims(await tokens_of(registry, "zhao.min"))["roles"] == []


async def test_a_role_that_begins_later_is_not_held_yet(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")
    starts = registry.now + timedelta(days=2)
    await give(
        registry, chief, holder, Role.RECEIVER, region_id=street.id, valid_from=starts.isoformat()
    )

    before = claims(await tokens_of(registry, "zhao.min"))
    registry.now = starts
    after = claims(await tokens_of(registry, "zhao.min"))

    assert (before["roles"], len(after["roles"])) == ([], 1)


async def test_the_same_role_twice_is_refused_and_so_is_the_seventeenth(
    registry: ServiceKit,
) -> None:
    city, street, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")
    await give(registry, chief, holder, Role.RECEIVER, region_id=street.id)

    twice = await give(registry, chief, holder, Role.RECEIVER, region_id=street.id)
    for _ in range(15):
        more = await registry.region(parent=street)
        await give(registry, chief, holder, Role.RECEIVER, region_id=more.id)
    too_many = await give(registry, chief, holder, Role.RECEIVER, region_id=city.id)
    tokens = await tokens_of(registry, "zhao.min")

    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/already-held")
    assert (too_many.json()["type"], too_many.json()["limit"]) == ("/problems/too-many-grants", 16)
    assert len(tokens["access_token"]) < 8192


async def test_a_role_is_given_on_before_it_ends(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")
    first = (await give(registry, chief, holder, Role.RECEIVER, region_id=street.id)).json()
    ends = datetime.fromisoformat(first["valid_to"])

    early = (ends - timedelta(seconds=1)).isoformat()
    later = {"days": 200, "region_id": street.id}
    overlaps = await give(registry, chief, holder, Role.RECEIVER, **later, valid_from=early)
    on = await give(registry, chief, holder, Role.RECEIVER, **later, valid_from=ends.isoformat())

    assert (overlaps.status_code, overlaps.json()["type"]) == (409, "/problems/already-held")
    assert on.status_code == 201, on.text
    registry.now = ends
    assert len(claims(await tokens_of(registry, "zhao.min"))["roles"]) == 1


async def test_sixteen_deep_grants_fit_into_a_token(registry: ServiceKit) -> None:
    region = await registry.region(level="city", kind="prefecture")
    for _ in range(5):
        region = await registry.region(parent=region)
    holder = await given_account(registry, "zhao.min", region=region, household_id=ids.new())
    for _ in range(16):
        await given_role(registry, holder.id, Role.SOCIAL_WORKER, region, organization=ids.new())

    tokens = await tokens_of(registry, "zhao.min")
    me = await registry.send("GET", "/me", headers=bearer(tokens))

    assert me.status_code == 200
    assert len(me.json()["roles"]) == 17


async def test_an_org_manager_gives_roles_of_his_organization(registry: ServiceKit) -> None:
    _, street, community = await registry.regions()
    own, other = ids.new(), ids.new()
    _, manager = await given_giver(registry, Role.ORG_MANAGER, street, organization=own)
    holder = await given_account(registry, "zhao.min")

    given = await give(
        registry,
        manager,
        holder,
        Role.SOCIAL_WORKER,
        region_id=community.id,
        organization_id=own,
    )
    refused = await give(
        registry,
        manager,
        holder,
        Role.TEAM_LEADER,
        region_id=community.id,
        organization_id=other,
    )

    assert (given.status_code, refused.status_code) == (201, 404)


async def test_nobody_acts_for_an_organization_that_was_canceled(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    organization = await given_an_organization(registry, tree)
    holder = await given_account(registry, "zhao.min", region=tree.village)
    for role in (Role.ORG_MANAGER, Role.SOCIAL_WORKER, Role.COMMUNITY_WORKER):
        bound = organization if role is not Role.COMMUNITY_WORKER else None
        await given_role(registry, holder.id, role, tree.community, organization=bound)
    tokens = await tokens_of(registry, "zhao.min")
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    why = {"reason": "成员大会决定解散，清算已结束"}
    held = []
    for step in ("liquidation", "cancellation"):
        done = await registry.post(f"/organizations/{organization}/{step}", why, as_=officer)
        assert done.status_code == 200, done.text
        tokens = (await refresh(registry, tokens["refresh_token"])).json()
        held.append({role for role, _, _ in claims(tokens)["roles"]})
    friend = await given_account(registry, "qian.li")
    manager = registry.actor(Role.ORG_MANAGER, region=tree.community, organization=organization)
    stale = Actor(id=holder.id, grants=manager.grants)

    given = await give(
        registry,
        stale,
        friend,
        Role.SOCIAL_WORKER,
        region_id=tree.community.id,
        organization_id=organization,
    )

    assert held[0] == {"resident", "org_manager", "social_worker", "community_worker"}
    assert held[1] == {"resident", "community_worker"}
    assert given.json()["type"] == "/problems/unknown"


async def test_an_officer_gives_no_role_for_an_organization_at_home_elsewhere(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    street = await registry.region(parent=tree.district, level="street", kind="street")
    organization = await given_an_organization(registry, tree)
    _, officer = await given_giver(registry, Role.STREET_OFFICER, street)
    _, chief = await given_giver(registry, Role.CITY_ADMIN, tree.city)
    holder = await given_account(registry, "zhao.min", region=street)
    wanted = {"region_id": street.id, "organization_id": organization}

    refused = await give(registry, officer, holder, Role.ORG_MANAGER, **wanted)
    given = await give(registry, chief, holder, Role.ORG_MANAGER, **wanted)
    kept = await registry.post(f"/grants/{given.json()['id']}/revocation", as_=officer)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/grant-exceeds")
    assert given.status_code == 201, given.text
    assert (kept.status_code, kept.json()["type"]) == (403, "/problems/grant-exceeds")


async def test_a_disabled_account_gets_no_role(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")
    admin = registry.actor(Role.PLATFORM_ADMIN)
    tokens = await tokens_of(registry, "zhao.min")
    await registry.post(f"/accounts/{holder.id}/disablement", as_=admin)

    refused = await give(registry, chief, holder, Role.RECEIVER, region_id=street.id)

    assert refused.json()["type"] == "/problems/account-disabled"
    assert (await log_in(registry, "zhao.min")).status_code == 401
    assert (await refresh(registry, tokens["refresh_token"])).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"role": "emperor"},
        {"valid_to": "2026-03-03T10:00:00"},
        {"valid_to": "2020-01-01T00:00:00Z"},
        {"region_id": "nowhere"},
        {"region_id": None},
        {"extra": 1},
    ],
)
async def test_bad_grants_are_refused(registry: ServiceKit, change: dict[str, Any]) -> None:
    city, _, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")
    wanted = {"role": "receiver", "region_id": str(city.id), "valid_to": "2026-04-01T00:00:00Z"}

    refused = await registry.post(f"/accounts/{holder.id}/grants", wanted | change, as_=chief)

    assert refused.status_code == 422, refused.text


async def test_an_administrator_of_the_platform_is_bound_to_no_region(
    registry: ServiceKit,
) -> None:
    city, _, _ = await registry.regions()
    admin = await given_account(registry, "root")
    await given_role(registry, admin.id, Role.PLATFORM_ADMIN, None)
    actor = Actor(id=admin.id, grants=registry.actor(Role.PLATFORM_ADMIN).grants)
    holder = await given_account(registry, "zhao.min")

    refused = await give(registry, actor, holder, Role.PLATFORM_ADMIN, region_id=city.id)
    given = await give(registry, actor, holder, Role.PLATFORM_ADMIN)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/bad-binding")
    assert refused.json()["errors"][0]["pointer"] == "/region_id"
    assert given.status_code == 201


async def test_an_unknown_region_or_account_is_not_found(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    _, chief = await given_giver(registry, Role.CITY_ADMIN, city)
    holder = await given_account(registry, "zhao.min")

    no_region = await give(registry, chief, holder, Role.RECEIVER, region_id=ids.new())
    no_account = await registry.post(
        f"/accounts/{ids.new()}/grants",
        {"role": "receiver", "region_id": str(city.id), "valid_to": "2026-04-01T00:00:00Z"},
        as_=chief,
    )

    assert (no_region.status_code, no_account.status_code) == (404, 404)


async def test_grants_of_others_are_out_of_sight(registry: ServiceKit) -> None:
    city, _, community = await registry.regions()
    elsewhere = await registry.region(parent=city)
    holder = await given_account(registry, "zhao.min", region=community)
    stranger = registry.actor(Role.COMMUNITY_WORKER, region=elsewhere)
    neighbor = registry.actor(Role.COMMUNITY_WORKER, region=community)

    unseen = await registry.get(f"/accounts/{holder.id}/grants", as_=stranger)
    seen = await registry.get(f"/accounts/{holder.id}/grants", as_=neighbor)

    assert (unseen.status_code, seen.status_code) == (404, 200)
