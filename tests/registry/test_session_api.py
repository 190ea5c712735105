from datetime import timedelta

import pytest
from sqlalchemy import select

from services.registry.session.model import EndReason, RefreshToken, Session
from shared import passwords
from shared.access import Role
from shared.audit import AuditRow
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.registry.identity import (
    PASSWORD,
    bearer,
    claims,
    given_account,
    given_role,
    log_in,
    log_in_from,
    refresh,
    tokens_of,
)

pytestmark = pytest.mark.usefixtures("keys")


async def test_a_login_answers_with_a_token_the_platform_believes(registry: ServiceKit) -> None:
    _, _, community = await registry.regions()
    account = await given_account(registry, "wang.fang", region=community)

    tokens = await tokens_of(registry, "Ｗang.Fang")
    me = await registry.send("GET", "/me", headers=bearer(tokens))

    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 600)
    assert me.status_code == 200
    assert me.json()["account"]["id"] == str(account.id)
    assert [(role["role"], role["region_id"]) for role in me.json()["roles"]] == [
        ("resident", str(community.id))
    ]


async def test_a_token_carries_person_household_and_roles(registry: ServiceKit) -> None:
    _, street, _ = await registry.regions()
    person, household = street.id, street.id
    account = await given_account(registry, "officer.li", person_id=person, household_id=household)
    await given_role(registry, account.id, Role.STREET_OFFICER, street)

    said = claims(await tokens_of(registry, "officer.li"))

    assert (said["pid"], said["hid"], said["kind"]) == (str(person), str(household), "person")
    assert said["roles"] == [["street_officer", street.path, None]]
    assert said["exp"] - said["iat"] == 600


async def test_a_login_is_not_cached_and_not_stored(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")

    first = await log_in(registry, "wang.fang", key="one-key-for-two-logins")
    second = await log_in(registry, "wang.fang", key="one-key-for-two-logins")

    assert first.headers["cache-control"] == "no-store"
    assert first.json()["refresh_token"] != second.json()["refresh_token"]


async def test_wrong_and_unknown_look_alike(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    await given_account(registry, "gone")

    wrong = await log_in(registry, "wang.fang", "not the password")
    unknown = await log_in(registry, "nobody.here", "not the password")

    assert wrong.status_code == unknown.status_code == 401
    told = [{**answer.json(), "trace_id": None} for answer in (wrong, unknown)]
    assert told[0] == told[1]
    assert told[0]["type"] == "/problems/wrong-credentials"


async def test_wrong_and_unknown_take_the_same_work(
    registry: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given_account(registry, "wang.fang")
    compared: list[str] = []
    real = passwords._compare

    def compare(password: bytes, stored: str) -> bool:
        compared.append(stored.rsplit("$", 2)[0])
        return real(password, stored)

    monkeypatch.setattr("shared.passwords._compare", compare)

    await log_in(registry, "wang.fang", "not the password")
    await log_in(registry, "nobody.here", "not the password")
    await log_in(registry, "wang.fang", "x" * 1000)

    assert len(compared) == 3
    assert len(set(compared)) == 1, "the same parameters, so the same time and memory"


async def test_guessing_waits_longer_and_longer(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    answers = []
    for wait in (0, 0, 1, 2, 4):
        registry.now += timedelta(seconds=wait)
        answers.append((await log_in(registry, "wang.fang", "a wrong password")).status_code)

    blocked = await log_in(registry, "wang.fang")
    registry.now += timedelta(minutes=15)
    let_in = await log_in(registry, "wang.fang")

    assert answers == [401] * 5
    assert (blocked.status_code, blocked.headers["retry-after"]) == (429, "900")
    assert let_in.status_code == 201


async def test_an_unknown_name_is_blocked_like_a_known_one(registry: ServiceKit) -> None:
    for wait in (0, 0, 1, 2, 4):
        registry.now += timedelta(seconds=wait)
        await log_in(registry, "nobody.here", "a wrong password")

    assert (await log_in(registry, "nobody.here")).status_code == 429


async def test_a_right_password_takes_the_failures_back(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    for _ in range(3):
        await log_in(registry, "wang.fang", "a wrong password")
        registry.now += timedelta(seconds=5)
        assert (await log_in(registry, "wang.fang")).status_code == 201


async def test_an_account_guessed_at_from_everywhere_is_locked_for_a_while(
    registry: ServiceKit,
) -> None:
    account = await given_account(registry, "wang.fang")
    for number in range(21):
        await log_in_from(registry, f"203.0.113.{number}", "wang.fang", "a wrong password")

    admin = registry.actor(Role.PLATFORM_ADMIN)
    seen = await registry.get(f"/accounts/{account.id}", as_=admin)
    assert seen.json()["state"] == "locked"
    locked_until = seen.json()["locked_until"]

    await registry.tick(registry.now + timedelta(minutes=30))
    seen = await registry.get(f"/accounts/{account.id}", as_=admin)
    assert seen.json()["state"] == "active"
    assert locked_until is not None


async def test_who_is_signed_in_stays_so_while_strangers_guess(registry: ServiceKit) -> None:
    account = await given_account(registry, "wang.fang")
    tokens = await tokens_of(registry, "wang.fang")
    for number in range(21):
        await log_in_from(registry, f"203.0.113.{number}", "wang.fang", "a wrong password")
    admin = registry.actor(Role.PLATFORM_ADMIN)
    seen = await registry.get(f"/accounts/{account.id}", as_=admin)

    renewed = await refresh(registry, tokens["refresh_token"])

    assert seen.json()["state"] == "locked"
    assert renewed.status_code == 201


async def test_the_owner_signs_in_from_home_while_a_stranger_guesses(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    for wait in (0, 0, 1, 2, 4):
        registry.now += timedelta(seconds=wait)
        await log_in_from(registry, "203.0.113.66", "wang.fang", "a wrong password")

    stranger = await log_in_from(registry, "203.0.113.66", "wang.fang", PASSWORD)
    owner = await log_in_from(registry, "203.0.113.7", "wang.fang", PASSWORD)

    assert (stranger.status_code, owner.status_code) == (429, 201)


async def test_one_address_cannot_try_many_names(registry: ServiceKit) -> None:
    answers = [
        (await log_in(registry, f"nobody.{number}", "a wrong password")).status_code
        for number in range(21)
    ]

    assert answers[:20] == [401] * 20
    assert answers[20] == 429


async def test_a_refresh_token_works_once(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    first = await tokens_of(registry, "wang.fang")

    second = await refresh(registry, first["refresh_token"])

    assert second.status_code == 201
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert claims(second.json())["sid"] == claims(first)["sid"]


async def test_an_old_refresh_token_kills_the_family(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    stolen = await tokens_of(registry, "wang.fang")
    newest = (await refresh(registry, stolen["refresh_token"])).json()
    registry.now += timedelta(minutes=5)

    replayed = await refresh(registry, stolen["refresh_token"])
    after = await refresh(registry, newest["refresh_token"])

    assert (replayed.status_code, after.status_code) == (401, 401)
    assert replayed.json()["type"] == "/problems/session-ended"
    async with registry.begin() as uow:
        session = (await uow.session.scalars(select(Session))).one()
        audit = (
            await uow.session.scalars(
                select(AuditRow)
                .where(AuditRow.entity_id == session.id)
                .order_by(AuditRow.seq.desc())
                .limit(1)
            )
        ).one()
    assert session.end_reason is EndReason.REUSE
    assert '"end_reason":"reuse"' in audit.record


async def test_two_tabs_that_renew_at_once_do_not_kill_the_family(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    first = await tokens_of(registry, "wang.fang")
    newest = (await refresh(registry, first["refresh_token"])).json()
    registry.now += timedelta(seconds=10)

    loser = await refresh(registry, first["refresh_token"])
    winner = await refresh(registry, newest["refresh_token"])

    assert (loser.status_code, loser.json()["type"]) == (409, "/problems/already-refreshed")
    assert winner.status_code == 201


@pytest.mark.parametrize(("wait", "status"), [(119, 201), (120, 401)])
async def test_an_idle_session_ends(registry: ServiceKit, wait: int, status: int) -> None:
    await given_account(registry, "wang.fang")
    first = await tokens_of(registry, "wang.fang")
    registry.now += timedelta(minutes=wait)

    assert (await refresh(registry, first["refresh_token"])).status_code == status


async def test_no_session_lasts_longer_than_a_week(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    tokens = await tokens_of(registry, "wang.fang")
    began = registry.now
    while registry.now - began < timedelta(days=6, hours=23):
        registry.now += timedelta(minutes=100)
        answer = await refresh(registry, tokens["refresh_token"])
        if answer.status_code != 201:
            break
        tokens = answer.json()

    assert registry.now.astimezone(LOCAL) - began >= timedelta(days=6, hours=23)
    registry.now = began + timedelta(days=7)
    assert (await refresh(registry, tokens["refresh_token"])).status_code == 401


async def test_signing_out_ends_the_session(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    tokens = await tokens_of(registry, "wang.fang")

    out = await registry.delete("/sessions/current", headers=bearer(tokens))

    assert out.status_code == 204
    assert (await refresh(registry, tokens["refresh_token"])).status_code == 401


@pytest.mark.parametrize("token", ["x", "' OR 1=1", "x" * 128])
async def test_an_invented_refresh_token_is_refused(registry: ServiceKit, token: str) -> None:
    assert (await refresh(registry, token)).status_code == 401


async def test_an_ended_session_keeps_no_tokens(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    await tokens_of(registry, "wang.fang")

    await registry.tick(registry.now + timedelta(days=7))

    async with registry.begin() as uow:
        assert (await uow.session.scalars(select(RefreshToken))).all() == []


async def test_no_secret_reaches_database_or_audit(registry: ServiceKit) -> None:
    await given_account(registry, "wang.fang")
    tokens = await tokens_of(registry, "wang.fang")

    async with registry.begin() as uow:
        records = (await uow.session.scalars(select(AuditRow.record))).all()
        kept = (await uow.session.scalars(select(RefreshToken))).all()
    everything = "".join(records)
    for secret in (PASSWORD, "argon2", tokens["access_token"], tokens["refresh_token"], '"d":'):
        assert secret not in everything
    assert [len(row.token_hash) for row in kept] == [32]
