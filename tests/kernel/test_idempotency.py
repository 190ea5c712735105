"""The same key gives the same answer: one effect, the same bytes, and nobody else's."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from shared import ids
from shared.access import Role
from shared.audit import AuditRow
from shared.crypto import Vault
from shared.idempotency import Claim, IdempotencyRow
from shared.policy import Policy
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from shared.testing.signing import KEY_ID
from shared.tokens import SigningKeyReplica

KEY = "0123456789abcdef"
OPERATION = "POST /policies"
pytestmark = pytest.mark.usefixtures("ttl")


async def count(kit: ServiceKit, table: Any) -> int:
    async with kit.begin() as uow:
        return await uow.session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_repeat_gets_the_same_bytes_and_changes_nothing(
    procurement: ServiceKit, publication: Any
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    first = await procurement.post("/policies", publication(city), as_=admin, key=KEY)
    again = await procurement.post("/policies", publication(city), as_=admin, key=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    for header in ("etag", "location", "content-type"):
        assert first.headers[header] == again.headers[header]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["x-content-type-options"] == "nosniff"
    assert await count(procurement, Policy) == 1
    assert await count(procurement, AuditRow) == 1


@pytest.mark.parametrize(
    "more",
    [{"source": "太民发〔2026〕13号"}, {"value": {"value": 3, "unit": "h"}}, {"valid_to": None}],
)
async def test_the_same_key_for_another_body_is_refused(
    procurement: ServiceKit, publication: Any, more: dict[str, Any]
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)
    await procurement.post("/policies", publication(city), as_=admin, key=KEY)

    answer = await procurement.post("/policies", publication(city, **more), as_=admin, key=KEY)

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/idempotency-key-reused"
    assert await count(procurement, Policy) == 1


@pytest.mark.parametrize("key", [None, "", "short", "x" * 15, "x" * 256])
async def test_a_missing_short_or_long_key_is_refused(
    procurement: ServiceKit, publication: Any, key: str | None
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    answer = await procurement.post("/policies", publication(city), as_=admin, key=key)

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/idempotency-key-missing"


@pytest.mark.parametrize("key", ["x" * 16, "x" * 255, "'; DROP TABLE idempotency; --"])
async def test_any_key_of_the_right_length_will_do(
    procurement: ServiceKit, publication: Any, key: str
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    first = await procurement.post("/policies", publication(city), as_=admin, key=key)
    again = await procurement.post("/policies", publication(city), as_=admin, key=key)

    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_refusal_gives_the_key_back(procurement: ServiceKit, publication: Any) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)
    elsewhere = publication(city, region_id=str(ids.new()))
    refused = await procurement.post("/policies", elsewhere, as_=admin, key=KEY)

    answer = await procurement.post("/policies", publication(city), as_=admin, key=KEY)

    assert (refused.status_code, answer.status_code) == (404, 201)
    assert await count(procurement, IdempotencyRow) == 1


async def test_another_persons_same_key_is_another_key(
    procurement: ServiceKit, publication: Any
) -> None:
    city, _, _ = await procurement.regions()
    first, second = (procurement.actor(Role.CITY_ADMIN, region=city) for _ in range(2))

    mine = await procurement.post("/policies", publication(city), as_=first, key=KEY)
    yours = await procurement.post("/policies", publication(city), as_=second, key=KEY)

    assert (mine.status_code, yours.status_code) == (201, 201)
    assert mine.json()["id"] != yours.json()["id"]
    assert await count(procurement, Policy) == 2


async def test_a_replay_is_not_for_one_who_may_no_longer_ask(
    procurement: ServiceKit, publication: Any
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)
    await procurement.post("/policies", publication(city), as_=admin, key=KEY)
    demoted = type(admin)(id=admin.id, grants=())

    answer = await procurement.post("/policies", publication(city), as_=demoted, key=KEY)

    assert answer.status_code == 403


async def test_a_key_on_a_read_means_nothing(procurement: ServiceKit) -> None:
    headers = {"Idempotency-Key": "x"}

    answer = await procurement.send("GET", "/policies", headers=headers)

    assert answer.status_code == 200
    assert await count(procurement, IdempotencyRow) == 0


@pytest.fixture
async def committed(procurement_parts: Any) -> AsyncGenerator[tuple[ServiceKit, RegionReplica]]:
    """The service on transactions that really commit, several at once; cleaned up afterwards."""
    engine = create_async_engine(procurement_parts.url, pool_size=10, max_overflow=0)
    kit = ServiceKit(procurement_parts.programs, engine, Vault.load(procurement_parts.keys))
    await kit.start()
    region = await kit.region(level="city", kind="prefecture")
    yield kit, region
    async with kit.begin() as uow:
        await uow.session.execute(delete(SigningKeyReplica).where(SigningKeyReplica.id == KEY_ID))
        for table in (IdempotencyRow, Policy, RegionReplica):
            await uow.session.execute(delete(table))
    await engine.dispose()


async def test_a_request_in_progress_is_not_started_twice(
    committed: tuple[ServiceKit, RegionReplica], publication: Any, procurement_parts: Any
) -> None:
    kit, city = committed
    admin = kit.actor(Role.CITY_ADMIN, region=city)
    lock = Claim(admin.id, OPERATION, KEY, b"").lock()
    engine = create_async_engine(procurement_parts.url)

    async with engine.begin() as other:
        await other.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        refused = await kit.post("/policies", publication(city), as_=admin, key=KEY)
        unrelated = await kit.post("/policies", publication(city), as_=admin)
    answer = await kit.post("/policies", publication(city), as_=admin, key=KEY)
    await engine.dispose()

    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/idempotency-key-in-use"
    assert refused.headers["retry-after"] == "1"
    assert (unrelated.status_code, answer.status_code) == (201, 201)


async def test_twenty_at_once_take_effect_once(
    committed: tuple[ServiceKit, RegionReplica], publication: Any
) -> None:
    kit, city = committed
    admin = kit.actor(Role.CITY_ADMIN, region=city)
    body = publication(city)

    told = await asyncio.gather(
        *(kit.post("/policies", body, as_=admin, key=KEY) for _ in range(20))
    )

    statuses = {answer.status_code for answer in told}
    assert 201 in statuses
    assert statuses <= {201, 409}
    assert len({answer.content for answer in told if answer.status_code == 201}) == 1
    assert all(answer.headers["retry-after"] for answer in told if answer.status_code == 409)
    assert await count(kit, Policy) == 1
    assert await count(kit, IdempotencyRow) == 1
