"""A password that somebody else chose lets its holder do nothing but choose his own."""

from datetime import timedelta

import pytest

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.identity import (
    PASSWORD,
    given_account,
    log_in,
    log_in_from,
    refresh,
    tokens_of,
)

LONG = "另一条也很长的口令呀呀"


pytestmark = pytest.mark.usefixtures("keys")


async def test_with_a_password_somebody_else_chose_one_only_chooses_another(
    registry: ServiceKit,
) -> None:
    admin = registry.actor(Role.PLATFORM_ADMIN)
    asked = {"kind": "staff", "username": "li.lei", "password": PASSWORD}
    opened = await registry.post("/accounts", asked, as_=admin)

    told = [
        await log_in(registry, "li.lei"),
        await log_in(registry, "li.lei", new_password="short"),
        await log_in(registry, "li.lei", new_password=PASSWORD),
        await log_in(registry, "li.lei", "not the password", new_password=LONG),
    ]
    registry.now += timedelta(seconds=5)
    chosen = await log_in(registry, "li.lei", new_password=LONG)
    own = await log_in(registry, "li.lei", LONG)
    place = f"/accounts/{opened.json()['id']}/password-reset"
    await registry.post(place, {"password": PASSWORD}, as_=admin)
    reset = await log_in(registry, "li.lei")

    assert [answer.status_code for answer in told] == [403, 422, 422, 401]
    assert told[0].json()["type"] == "/problems/password-given"
    assert [answer.json()["type"] for answer in told[1:3]] == [
        "/problems/weak-password",
        "/problems/bad-value",
    ]
    assert (chosen.status_code, own.status_code, reset.status_code) == (201, 201, 403)


async def test_choosing_a_password_at_sign_in_ends_the_other_logins(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    other = await tokens_of(registry, "wang.fang")

    mine = await log_in(registry, "wang.fang", new_password=LONG)
    ended = await refresh(registry, other["refresh_token"])
    stays = await refresh(registry, mine.json()["refresh_token"])

    assert (mine.status_code, ended.status_code, stays.status_code) == (201, 401, 201)


async def test_a_password_given_anew_lets_in_who_was_locked_out(registry: ServiceKit) -> None:
    account = await given_account(registry, "wang.fang")
    admin = registry.actor(Role.PLATFORM_ADMIN)
    for number in range(21):
        await log_in_from(registry, f"203.0.113.{number}", "wang.fang", "a wrong password")

    reset = await registry.post(
        f"/accounts/{account.id}/password-reset", {"password": LONG}, as_=admin
    )
    own = await log_in(registry, "wang.fang", LONG, new_password=PASSWORD)

    await registry.tick(registry.now + timedelta(minutes=30))
    assert (reset.json()["state"], reset.json()["locked_until"]) == ("active", None)
    assert own.status_code == 201, own.text
