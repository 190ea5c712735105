"""Nobody takes more than his share: quotas of persons, staff, clients and addresses."""

from collections.abc import Callable, Generator
from typing import Any

import httpx
import pytest

from shared import ids
from shared.access import Actor, Grant, Role
from shared.edge import Edge
from shared.rates import BUCKETS_MAX, Caller, Charge, RateLimits
from shared.testing.kit import ServiceKit
from shared.testing.signing import sign

QUOTAS = {Caller.ADDRESS: 3, Caller.PERSON: 4, Caller.STAFF: 6, Caller.CLIENT: 60}
STRANGER, OTHER = "58.211.3.4", "58.211.3.5"
PERSON = Actor(id=ids.new(), grants=(Grant(Role.RESIDENT, "a."),))
STAFF = Actor(id=ids.new(), grants=(Grant(Role.RESIDENT, "a."), Grant(Role.RECEIVER, "a.")))
CLIENT = Actor(id=ids.new(), name="client", grants=(Grant(Role.EVALUATOR_CLIENT, "a."),))


@pytest.fixture
def limits() -> RateLimits:
    return RateLimits(QUOTAS)


def charged(limits: RateLimits, actor: Actor | None = None, at: float = 0.0) -> Charge:
    found = limits.charge(actor, STRANGER, at)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("actor", "caller", "quota"),
    [(None, "address", 3), (PERSON, "person", 4), (STAFF, "staff", 6), (CLIENT, "client", 60)],
)
def test_each_kind_of_caller_has_his_quota_and_not_one_more(
    limits: RateLimits, actor: Actor | None, caller: str, quota: int
) -> None:
    charges = [charged(limits, actor) for _ in range(quota)]
    over = charged(limits, actor)

    assert [charge.left for charge in charges] == list(reversed(range(quota)))
    assert {charge.wait_seconds for charge in charges} == {0}
    assert (over.caller, over.quota, over.left) == (caller, quota, 0)
    assert over.wait_seconds == -(-60 // quota)


def test_a_bucket_refills_evenly_and_never_overflows(limits: RateLimits) -> None:
    for _ in range(5):
        charged(limits, PERSON)

    after_a_quarter = [charged(limits, PERSON, 15.0).wait_seconds for _ in range(2)]
    after_an_hour = [charged(limits, PERSON, 3600.0).left for _ in range(4)]

    assert after_a_quarter == [0, 15]
    assert after_an_hour == [3, 2, 1, 0]


def test_one_caller_takes_nothing_from_another(limits: RateLimits) -> None:
    for _ in range(5):
        charged(limits, PERSON)
        limits.charge(None, STRANGER, 0.0)

    other = Actor(id=ids.new(), grants=PERSON.grants)
    assert charged(limits, other).left == 3
    found = limits.charge(None, OTHER, 0.0)
    assert found is not None
    assert found.left == 2


def test_a_household_of_ipv6_addresses_shares_one_bucket(limits: RateLimits) -> None:
    for suffix in range(3):
        limits.charge(None, f"2001:db8:1:2::{suffix}", 0.0)

    inside = limits.charge(None, "2001:db8:1:2:ffff::9", 0.0)
    outside = limits.charge(None, "2001:db8:1:3::9", 0.0)

    assert inside is not None
    assert outside is not None
    assert (inside.wait_seconds, outside.wait_seconds) == (20, 0)


def test_a_quota_of_nothing_is_no_limit_and_the_machine_itself_has_none() -> None:
    free = RateLimits(dict.fromkeys(Caller, 0))

    assert free.charge(PERSON, STRANGER, 0.0) is None
    assert RateLimits(QUOTAS).charge(None, "127.0.0.1", 0.0) is None


def test_invented_addresses_cannot_fill_the_memory() -> None:
    limits = RateLimits(QUOTAS)

    for number in range(BUCKETS_MAX + 10):
        limits.charge(None, f"address {number}", 0.0)

    assert len(limits._full_at) == BUCKETS_MAX


@pytest.fixture
def limited(credit: ServiceKit) -> Generator[Callable[..., Any], None, None]:
    """Asks the service, from an address, as it is when its quotas are small."""
    stack = credit.app.build_middleware_stack()
    edge: Any = stack
    while not isinstance(edge, Edge):
        edge = edge.app
    edge._rates = RateLimits(QUOTAS)
    before, credit.app.middleware_stack = credit.app.middleware_stack, stack

    async def ask(
        token: str | None = None, path: str = "/me/access-log", address: str = STRANGER
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=credit.app, client=(address, 40_000))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            return await http.get(f"/api/credit/v1{path}", headers=headers)

    yield ask
    credit.app.middleware_stack = before


async def test_every_answer_tells_what_is_left_and_the_last_one_when_to_come_again(
    limited: Callable[..., Any], credit: ServiceKit
) -> None:
    token = sign(credit.actor(Role.RESIDENT, person=ids.new()), credit.now)

    first = await limited(token)
    answers = [await limited(token) for _ in range(5)]

    assert first.headers["ratelimit-policy"] == '"address";q=3;w=60', "nobody knows him yet"
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"person";q=4;w=60'
    assert answers[0].headers["ratelimit"] == '"person";r=3;t=15'
    over = answers[-1]
    assert over.headers["retry-after"] == "15"
    assert over.headers["content-type"] == "application/problem+json"
    assert over.json()["type"] == "/problems/too-many-requests"
    assert over.json()["retry_after"] == 15
    assert over.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        ("/policies", None, 200),
        ("/nothing", None, 404),
        ("/me/access-log", None, 401),
        ("/me/access-log", "forged.forged.forged", 401),
    ],
)
async def test_strangers_share_the_quota_of_their_address_whatever_they_ask(
    limited: Callable[..., Any], path: str, token: str | None, status: int
) -> None:
    answers = [await limited(token, path) for _ in range(4)]
    elsewhere = await limited(token, path, OTHER)

    assert [answer.status_code for answer in answers] == [status, status, status, 429]
    assert elsewhere.status_code == status


async def test_who_is_known_is_served_though_strangers_used_up_his_address(
    limited: Callable[..., Any], credit: ServiceKit
) -> None:
    token = sign(credit.actor(Role.CITY_ADMIN, person=ids.new()), credit.now)
    await limited(token)
    for _ in range(5):
        await limited()

    assert (await limited(token)).status_code == 200
    assert (await limited()).status_code == 429


async def test_health_has_no_quota(limited: Callable[..., Any], credit: ServiceKit) -> None:
    transport = httpx.ASGITransport(app=credit.app, client=(STRANGER, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        answers = [await http.get("/livez") for _ in range(10)]

    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers
    del limited
