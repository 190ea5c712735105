from datetime import timedelta

import pytest
from pydantic import SecretStr

from services.registry.account.errors import WeakPassword
from services.registry.bootstrap import FirstPasswords, bootstrap
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.identity import PASSWORD, bearer, given_account, given_role, log_in

FIRST = FirstPasswords(admin_password=SecretStr(PASSWORD))


async def roles(kit: ServiceKit, username: str) -> list[tuple[str, str | None]]:
    """What someone may do where, after signing in."""
    answer = await log_in(kit, username)
    assert answer.status_code == 201, answer.text
    me = await kit.send("GET", "/me", headers=bearer(answer.json()))
    return [(role["role"], role["region_name"]) for role in me.json()["roles"]]


async def test_a_new_installation_can_be_signed_in_to(registry: ServiceKit) -> None:
    made = await bootstrap(registry.database, FIRST, at=registry.now)

    assert len(made) == 5
    assert await roles(registry, "admin") == [("platform_admin", None)]
    assert await roles(registry, "city-admin") == [("city_admin", "苏州市")]


async def test_the_second_time_changes_nothing(registry: ServiceKit) -> None:
    await bootstrap(registry.database, FIRST, at=registry.now)

    made = await bootstrap(registry.database, FirstPasswords(), at=registry.now)

    assert made == []


async def test_a_platform_without_administrator_gets_him_back(registry: ServiceKit) -> None:
    await bootstrap(registry.database, FIRST, at=registry.now)
    registry.now += timedelta(days=400)
    assert await roles(registry, "admin") == []

    made = await bootstrap(registry.database, FirstPasswords(), at=registry.now)

    assert made == ["role platform_admin for admin"]
    assert await roles(registry, "admin") == [("platform_admin", None)]


async def test_who_cannot_sign_in_administers_nothing(registry: ServiceKit) -> None:
    await bootstrap(registry.database, FIRST, at=registry.now)
    registry.now += timedelta(days=100)
    other = await given_account(registry, "root")
    await given_role(registry, other.id, Role.PLATFORM_ADMIN, None)
    first = bearer((await log_in(registry, "admin")).json())
    disabled = await registry.post(f"/accounts/{other.id}/disablement", headers=first)
    registry.now += timedelta(days=267)
    assert await roles(registry, "admin") == []

    made = await bootstrap(registry.database, FirstPasswords(), at=registry.now)

    assert disabled.status_code == 200, disabled.text
    assert made == ["role platform_admin for admin"]
    assert await roles(registry, "admin") == [("platform_admin", None)]


@pytest.mark.parametrize("password", [None, "short", "admin12345678"])
async def test_without_a_good_password_nothing_is_opened(
    registry: ServiceKit, password: str | None
) -> None:
    given = FirstPasswords(admin_password=SecretStr(password) if password else None)

    with pytest.raises((SystemExit, WeakPassword)):
        await bootstrap(registry.database, given, at=registry.now)
