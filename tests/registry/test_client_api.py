import base64
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from shared import ids
from shared.access import Actor, Role
from shared.audit import AuditRow
from shared.idempotency import IdempotencyRow
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.identity import bearer, claims, given_account, given_role

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


pytestmark = pytest.mark.usefixtures("keys")


async def given_chief(kit: ServiceKit, city: RegionReplica) -> Actor:
    """A city administrator, in the database and by his token."""
    account = await given_account(kit, "chief")
    await given_role(kit, account.id, Role.CITY_ADMIN, city)
    return Actor(id=account.id, grants=kit.actor(Role.CITY_ADMIN, region=city).grants)


async def given_client(
    kit: ServiceKit, chief: Actor, region: RegionReplica, **more: Any
) -> dict[str, Any]:
    asked = {
        "name": "第三方评估系统",
        "region_id": str(region.id),
        "ip_allow": [],
        "valid_to": (kit.now + timedelta(days=300)).isoformat(),
    } | more
    answer = await kit.post("/clients", asked, as_=chief)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def ask(kit: ServiceKit, made: dict[str, Any], **form: str) -> httpx.Response:
    """Ask for a token with the credentials in the form."""
    given = {
        "grant_type": "client_credentials",
        "client_id": made["client"]["id"],
        "client_secret": made["client_secret"],
    } | form
    return await kit.send("POST", "/oauth/token", headers=FORM, data=given, key=None)


async def test_a_client_signs_in_with_its_secret(registry: ServiceKit) -> None:
    city, street, _ = await registry.regions()
    chief = await given_chief(registry, city)
    made = await given_client(registry, chief, city)
    given = await registry.post(
        f"/clients/{made['client']['id']}/grants",
        {
            "role": "evaluator_client",
            "region_id": str(street.id),
            "valid_to": (registry.now + timedelta(days=90)).isoformat(),
        },
        as_=chief,
    )

    answer = await ask(registry, made)
    said = claims(answer.json())

    assert given.status_code == 201, given.text
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}
    assert (said["kind"], said["sub"]) == ("client", made["client"]["id"])
    assert said["roles"] == [["evaluator_client", street.path, None]]
    seen = await registry.send(
        "GET", f"/clients/{made['client']['id']}", headers=bearer(answer.json())
    )
    assert seen.status_code == 200
    assert (await registry.send("GET", "/me", headers=bearer(answer.json()))).status_code == 404


async def test_what_was_made_is_where_its_location_says(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    chief = await given_chief(registry, city)
    until = (registry.now + timedelta(days=30)).isoformat()
    client = {"name": "评估系统", "region_id": str(city.id), "ip_allow": [], "valid_to": until}
    role = {"role": "evaluator_client", "region_id": str(city.id), "valid_to": until}

    made = await registry.post("/clients", client, as_=chief)
    place = made.headers["location"].removeprefix("/api/registry/v1")
    given = await registry.post(f"{place}/grants", role, as_=chief)
    found = await registry.get(place, as_=chief)
    held = await registry.get(given.headers["location"].removeprefix("/api/registry/v1"), as_=chief)

    assert found.json()["id"] == made.json()["client"]["id"]
    assert [one["id"] for one in held.json()["items"]] == [given.json()["id"]]


async def test_the_header_proves_as_much_as_the_form(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    made = await given_client(registry, await given_chief(registry, city), city)
    pair = f"{made['client']['id']}:{made['client_secret']}".encode()
    basic = {"Authorization": "Basic " + base64.b64encode(pair).decode()}

    answer = await registry.send(
        "POST", "/oauth/token", headers=FORM | basic, data={"grant_type": "client_credentials"}
    )

    assert answer.status_code == 200


async def test_a_wrong_secret_and_an_unknown_client_look_alike(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    made = await given_client(registry, await given_chief(registry, city), city)

    wrong = await ask(registry, made, client_secret="guess")
    unknown = await ask(registry, made, client_id=str(ids.new()))

    for answer in (wrong, unknown):
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic")
        assert answer.headers["cache-control"] == "no-store"
    assert wrong.content == unknown.content


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"client_id": "x"}, "invalid_client"),
        ({"client_secret": ""}, "invalid_client"),
    ],
)
async def test_errors_are_rfc_6749s(registry: ServiceKit, form: dict[str, str], error: str) -> None:
    city, _, _ = await registry.regions()
    made = await given_client(registry, await given_chief(registry, city), city)

    answer = await ask(registry, made, **form)

    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)


async def test_only_a_form_is_taken(registry: ServiceKit) -> None:
    answer = await registry.post("/oauth/token", {"grant_type": "client_credentials"})
    assert answer.status_code == 415


async def test_a_client_calls_only_from_where_it_may(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    chief = await given_chief(registry, city)
    here = await given_client(registry, chief, city, ip_allow=["127.0.0.0/8"])
    elsewhere = await given_client(registry, chief, city, ip_allow=["203.0.113.7"])

    assert (await ask(registry, here)).status_code == 200
    assert (await ask(registry, elsewhere)).status_code == 401


async def test_a_client_ends_with_its_validity(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    made = await given_client(registry, await given_chief(registry, city), city)
    registry.now += timedelta(days=300)

    assert (await ask(registry, made)).status_code == 401


async def test_a_revoked_client_is_let_in_no_more(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    chief = await given_chief(registry, city)
    made = await given_client(registry, chief, city)

    revoked = await registry.post(f"/clients/{made['client']['id']}/revocation", as_=chief)
    again = await registry.post(f"/clients/{made['client']['id']}/revocation", as_=chief)

    assert revoked.json()["revoked_at"] is not None
    assert (again.status_code, again.json()["type"]) == (409, "/problems/client-revoked")
    assert (await ask(registry, made)).status_code == 401


async def test_a_new_secret_replaces_the_old(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    chief = await given_chief(registry, city)
    made = await given_client(registry, chief, city)

    renewed = await registry.post(f"/clients/{made['client']['id']}/secret", as_=chief)

    assert (await ask(registry, made)).status_code == 401
    assert (await ask(registry, renewed.json())).status_code == 200


async def test_a_secret_is_shown_once_and_kept_nowhere(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    chief = await given_chief(registry, city)
    made = await given_client(registry, chief, city)
    secret = made["client_secret"]

    seen = await registry.get(f"/clients/{made['client']['id']}", as_=chief)

    assert secret not in seen.text
    async with registry.begin() as uow:
        records = (await uow.session.scalars(select(AuditRow.record))).all()
        replies = (await uow.session.scalars(select(IdempotencyRow.body))).all()
    assert secret not in "".join(records)
    assert secret.encode() not in b"".join(replies)


@pytest.mark.parametrize("role", ["city_admin", "community_worker", "platform_admin", "resident"])
async def test_a_system_is_no_official(registry: ServiceKit, role: str) -> None:
    city, _, _ = await registry.regions()
    chief = await given_chief(registry, city)
    made = await given_client(registry, chief, city)
    wanted = {"role": role, "region_id": str(city.id), "valid_to": "2026-04-01T00:00:00Z"}

    refused = await registry.post(f"/clients/{made['client']['id']}/grants", wanted, as_=chief)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-for-clients")
    assert refused.json()["errors"][0]["pointer"] == "/role"


async def test_clients_of_another_city_are_out_of_sight(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    other = await registry.region(level="city", kind="prefecture")
    made = await given_client(registry, await given_chief(registry, city), city)
    stranger = registry.actor(Role.CITY_ADMIN, region=other)

    path = f"/clients/{made['client']['id']}"
    assert (await registry.get(path, as_=stranger)).status_code == 404
    assert (await registry.post(f"{path}/revocation", as_=stranger)).status_code == 404
    assert (await registry.get("/clients", as_=stranger)).json()["items"] == []
    foreign = {
        "name": "外市系统",
        "region_id": str(city.id),
        "ip_allow": [],
        "valid_to": "2026-04-01T00:00:00Z",
    }
    assert (await registry.post("/clients", foreign, as_=stranger)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": "2020-01-01T00:00:00Z"},
        {"valid_to": "2099-01-01T00:00:00Z"},
        {"ip_allow": ["not an address"]},
        {"ip_allow": ["203.0.113.0/40"]},
        {"name": "x"},
        {"client_secret": "mine"},
    ],
)
async def test_bad_clients_are_refused(registry: ServiceKit, change: dict[str, Any]) -> None:
    city, _, _ = await registry.regions()
    asked = {
        "name": "评估系统",
        "region_id": str(city.id),
        "ip_allow": [],
        "valid_to": "2026-04-01T00:00:00Z",
    }

    refused = await registry.post(
        "/clients", asked | change, as_=registry.actor(Role.CITY_ADMIN, region=city)
    )

    assert refused.status_code == 422, refused.text
