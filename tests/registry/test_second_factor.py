import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from services.registry.account.model import Account
from services.registry.second_factor.model import SecondFactor
from shared.access import Actor, Role
from shared.audit import AuditRow
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.identity import PASSWORD, given_account, given_role, log_in

pytestmark = pytest.mark.usefixtures("keys")

HALF_MINUTE = timedelta(seconds=30)
CHOSEN = "a longer one of my own"


@dataclass(frozen=True)
class App:
    """An authenticator app, by the letter of RFC 4226 and RFC 6238."""

    secret: str

    def at(self, moment: datetime) -> str:
        """The six digits it shows."""
        counter = (int(moment.timestamp()) // 30).to_bytes(8, "big")
        digest = hmac.digest(base64.b32decode(self.secret), counter, "sha1")
        place = digest[-1] & 15
        number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"


async def test_the_app_of_these_tests_is_that_of_the_standard() -> None:
    app = App(base64.b32encode(b"12345678901234567890").decode())

    # RFC 6238, appendix B, without its first two digits
    told = {59: "287082", 1111111109: "081804", 20000000000: "353130"}
    assert {at: app.at(datetime.fromtimestamp(at, UTC)) for at in told} == told


async def enrol(kit: ServiceKit, username: str, **more: Any) -> httpx.Response:
    asked = {"username": username, "password": PASSWORD} | more
    return await kit.post("/sessions/second-factor", asked)


async def enrolled(kit: ServiceKit, username: str) -> App:
    """Who has a second factor and has signed in with it once."""
    told = await enrol(kit, username)
    assert told.status_code == 201, told.text
    app = App(told.json()["secret"])
    assert (await log_in(kit, username, code=app.at(kit.now))).status_code == 201
    kit.now += HALF_MINUTE
    return app


async def required(kit: ServiceKit, region: RegionReplica) -> None:
    asked = {
        "name": "session.second_factor",
        "region_id": str(region.id),
        "value": True,
        "valid_from": kit.now.isoformat(),
        "source": "等保三级整改",
    }
    answer = await kit.post("/policies", asked, as_=kit.actor(Role.CITY_ADMIN, region=region))
    assert answer.status_code == 201, answer.text
    kit.now += timedelta(seconds=1)


async def test_a_confirmed_factor_is_asked_for_and_each_code_is_taken_once(
    registry: ServiceKit,
) -> None:
    await given_account(registry, "officer.li")
    app = await enrolled(registry, "officer.li")

    without = await log_in(registry, "officer.li")
    code = app.at(registry.now)
    first = await log_in(registry, "officer.li", code=f"{code[:3]} {code[3:]}")
    again = await log_in(registry, "officer.li", code=code)

    assert (without.status_code, without.json()["type"]) == (403, "/problems/code-needed")
    assert first.status_code == 201, first.text
    assert (again.status_code, again.json()["type"]) == (401, "/problems/wrong-credentials")


async def test_a_secret_counts_from_its_first_code_on(registry: ServiceKit) -> None:
    await given_account(registry, "officer.li")

    told = (await enrol(registry, "officer.li")).json()
    before = await log_in(registry, "officer.li")
    other = (await enrol(registry, "officer.li")).json()
    old = await log_in(registry, "officer.li", code=App(told["secret"]).at(registry.now))

    assert told["address"].startswith("otpauth://totp/")
    assert told["secret"] in told["address"]
    assert before.status_code == 201
    assert told["secret"] != other["secret"]
    assert old.status_code == 401


@pytest.mark.parametrize(("late", "status"), [(-2, 401), (-1, 201), (0, 201), (1, 201), (2, 401)])
async def test_a_clock_may_be_half_a_minute_off(
    registry: ServiceKit, late: int, status: int
) -> None:
    await given_account(registry, "officer.li")
    app = await enrolled(registry, "officer.li")
    registry.now += 10 * HALF_MINUTE

    answer = await log_in(registry, "officer.li", code=app.at(registry.now + late * HALF_MINUTE))

    assert answer.status_code == status


async def test_codes_are_guessed_as_slowly_as_passwords(registry: ServiceKit) -> None:
    await given_account(registry, "officer.li")
    app = await enrolled(registry, "officer.li")
    wrong = str((int(app.at(registry.now)) + 1) % 1_000_000).zfill(6)

    # who knows the password takes no count back by leaving out the code
    met = [await log_in(registry, "officer.li", **more) for more in ({"code": wrong}, {}, {})]

    assert [answer.status_code for answer in met] == [401, 403, 429]
    assert int(met[2].headers["retry-after"]) >= 1


async def test_another_phone_takes_the_code_of_the_old_one(registry: ServiceKit) -> None:
    await given_account(registry, "officer.li")
    old = await enrolled(registry, "officer.li")

    without = await enrol(registry, "officer.li")
    told = await enrol(registry, "officer.li", code=old.at(registry.now))
    registry.now += HALF_MINUTE
    by_old = await log_in(registry, "officer.li", code=old.at(registry.now))
    by_new = await log_in(registry, "officer.li", code=App(told.json()["secret"]).at(registry.now))

    assert without.json()["type"] == "/problems/code-needed"
    assert (told.status_code, by_old.status_code, by_new.status_code) == (201, 401, 201)


async def test_a_city_asks_its_staff_for_one_and_nobody_else(registry: ServiceKit) -> None:
    city, _, community = await registry.regions()
    await given_account(registry, "wang.fang", region=community)
    await given_account(registry, "officer.li", region_id=community.id)
    await required(registry, city)

    resident = await log_in(registry, "wang.fang")
    refused = await log_in(registry, "officer.li")
    secret = (await enrol(registry, "officer.li")).json()["secret"]
    signed = await log_in(registry, "officer.li", code=App(secret).at(registry.now))

    assert resident.status_code == 201
    assert refused.json()["type"] == "/problems/second-factor-needed"
    assert "POST /sessions/second-factor" in refused.json()["detail"]
    assert signed.status_code == 201


async def test_who_was_given_a_password_chooses_his_own_with_the_factor(
    registry: ServiceKit,
) -> None:
    city, _, community = await registry.regions()
    account = await given_account(registry, "officer.li", region_id=community.id)
    await required(registry, city)
    chief = registry.actor(Role.PLATFORM_ADMIN)
    await registry.post(f"/accounts/{account.id}/password-reset", {"password": CHOSEN}, as_=chief)

    given = await enrol(registry, "officer.li", password=CHOSEN)
    told = await enrol(registry, "officer.li", password=CHOSEN, new_password=PASSWORD)
    code = App(told.json()["secret"]).at(registry.now)

    assert given.json()["type"] == "/problems/password-given"
    assert told.status_code == 201
    assert (await log_in(registry, "officer.li", code=code)).status_code == 201


async def test_a_lost_phone_is_taken_away_by_another_administrator(registry: ServiceKit) -> None:
    account = await given_account(registry, "officer.li")
    await given_role(registry, account.id, Role.PLATFORM_ADMIN, None)
    app = await enrolled(registry, "officer.li")
    place = f"/accounts/{account.id}/second-factor-removal"
    chief = registry.actor(Role.PLATFORM_ADMIN)

    own = await registry.post(place, as_=Actor(id=account.id, grants=chief.grants))
    done = await registry.post(place, as_=chief)
    twice = await registry.post(place, as_=chief)
    after = await log_in(registry, "officer.li")
    lost = await log_in(registry, "officer.li", code=app.at(registry.now))

    assert own.json()["type"] == "/problems/own-second-factor"
    assert done.status_code == 204
    assert twice.json()["type"] == "/problems/no-second-factor"
    assert (after.status_code, lost.status_code) == (201, 401)


async def test_secrets_are_sealed_and_stay_out_of_the_audit(registry: ServiceKit) -> None:
    account = await given_account(registry, "officer.li")
    app = await enrolled(registry, "officer.li")

    async with registry.begin() as uow:
        (factor,) = await uow.session.scalars(select(SecondFactor))
        audited = (await uow.session.scalars(select(AuditRow))).all()
        seen = await uow.session.get(Account, account.id)

    assert seen is not None
    assert app.secret.encode() not in factor.secret_sealed
    assert any(row.entity_id == factor.id for row in audited)
    assert all(app.secret not in row.record for row in audited)
