from datetime import timedelta

from sqlalchemy import select

from services.registry.signing_key.model import SigningKey
from services.registry.signing_key.use_cases import KEY_LIFE
from shared.access import Role
from shared.audit import AuditRow
from shared.testing.kit import ServiceKit
from tests.registry.identity import bearer, given_account, given_keys, tokens_of

STATE = "registry.signing_key.state.v1"


async def kids(kit: ServiceKit) -> list[str]:
    """The key ids the registry publishes."""
    return [key["kid"] for key in (await kit.get("/.well-known/jwks.json")).json()["keys"]]


async def test_the_next_key_is_known_before_it_signs(registry: ServiceKit) -> None:
    await given_keys(registry)
    await given_account(registry, "wang.fang")
    published = await kids(registry)
    told = {event["key_id"] for event in await registry.events(STATE)}

    await registry.tick(registry.now + KEY_LIFE)
    me = await registry.send("GET", "/me", headers=bearer(await tokens_of(registry, "wang.fang")))

    assert set(published) == told
    assert len(published) == 2
    assert me.status_code == 200
    async with registry.begin() as uow:
        keys = (await uow.session.scalars(select(SigningKey).order_by(SigningKey.id))).all()
    assert [key.state.value for key in keys] == ["replaced", "current", "next"]


async def test_a_replaced_key_verifies_until_its_last_token_is_over(registry: ServiceKit) -> None:
    await given_keys(registry)
    await given_account(registry, "wang.fang")
    tokens = await tokens_of(registry, "wang.fang")
    admin = registry.actor(Role.PLATFORM_ADMIN)

    rotated = await registry.post("/signing-keys/rotation", as_=admin)
    await registry.tick(registry.now + timedelta(minutes=9, seconds=59))
    still = await registry.send("GET", "/me", headers=bearer(tokens))
    await registry.tick(registry.now + timedelta(minutes=1))

    assert (rotated.status_code, rotated.json()["state"]) == (201, "current")
    assert still.status_code == 200
    assert len(await kids(registry)) == 2
    retired = [event for event in await registry.events(STATE) if event["retired_at"]]
    assert len(retired) == 1


async def test_a_stolen_key_is_retired_at_once(registry: ServiceKit) -> None:
    await given_keys(registry)
    await given_account(registry, "wang.fang")
    tokens = await tokens_of(registry, "wang.fang")
    admin = registry.actor(Role.PLATFORM_ADMIN)
    stolen = (await registry.events(STATE))[0]["key_id"]

    too_early = await registry.post(f"/signing-keys/{stolen}/retirement", as_=admin)
    await registry.post("/signing-keys/rotation", as_=admin)
    retired = await registry.post(f"/signing-keys/{stolen}/retirement", as_=admin)
    registry.now += timedelta(seconds=61)
    refused = await registry.send("GET", "/me", headers=bearer(tokens))

    assert too_early.status_code == 409
    assert retired.json()["state"] == "retired"
    assert refused.status_code == 401


async def test_the_private_half_is_nowhere_in_clear(registry: ServiceKit) -> None:
    await given_keys(registry)

    published = (await registry.get("/.well-known/jwks.json")).json()["keys"]
    events = await registry.events(STATE)
    async with registry.begin() as uow:
        keys = (await uow.session.scalars(select(SigningKey))).all()
        records = (await uow.session.scalars(select(AuditRow.record))).all()

    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"} for key in published)
    assert all("d" not in event["public_jwk"] for event in events)
    assert all(b'"d"' not in key.private_jwk for key in keys)
    assert '"d":' not in "".join(records)


async def test_only_the_administrator_rotates_keys(registry: ServiceKit) -> None:
    city, _, _ = await registry.regions()
    chief = registry.actor(Role.CITY_ADMIN, region=city)

    assert (await registry.post("/signing-keys/rotation", as_=chief)).status_code == 403
    assert (await registry.post("/signing-keys/rotation")).status_code == 401
