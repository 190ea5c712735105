"""Who changed what: in the transaction that changed it, chained, and never changed itself."""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from services.registry.household.model import Household
from shared import ids
from shared.access import Role
from shared.access_log import AccessLogRow
from shared.audit import AuditRow
from shared.policy import Policy
from shared.testing.kit import MONDAY, ServiceKit
from tests.registry.given import given_a_person, given_a_tree, given_an_organization

TAMPERING = [
    "UPDATE {table} SET at = now()",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "UPDATE {table} SET at = now() WHERE false",
]


def verify(rows: list[AuditRow]) -> None:
    """An outsider's check of one entity's chain: prev ‖ seq | record, SHA-256, from zeros."""
    previous = bytes(32)
    for expected, row in enumerate(sorted(rows, key=lambda row: row.seq), start=1):
        told = f"{expected}|{row.record}".encode()
        assert row.seq == expected, "gap"
        assert row.hash == hashlib.sha256(previous + told).digest(), "tampered"
        record = json.loads(row.record)
        canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert row.record == canonical
        assert record["entity_id"] == str(row.entity_id)
        assert (record["entity"], record["operation"]) == (row.entity, row.operation)
        previous = row.hash


async def chains(kit: ServiceKit) -> dict[UUID, list[AuditRow]]:
    found: dict[UUID, list[AuditRow]] = {}
    async with kit.begin() as uow:
        for row in await uow.session.scalars(select(AuditRow).order_by(AuditRow.seq)):
            found.setdefault(row.entity_id, []).append(row)
            assert row.entity == found[row.entity_id][0].entity
    return found


def a_policy(**more: Any) -> Policy:
    given: dict[str, Any] = {
        "name": "kernel.ttl",
        "region_id": ids.new(),
        "value": {"value": 1},
        "valid_from": MONDAY,
        "valid_to": None,
        "source": "太民发〔2026〕12号",
    }
    return Policy(**(given | more))


async def test_every_change_leaves_a_row_that_says_who_what_and_when(
    procurement: ServiceKit, ttl: Any, publication: Any
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    answer = await procurement.post("/policies", publication(city, name=ttl.name), as_=admin)

    ((row,),) = (await chains(procurement)).values()
    record = json.loads(row.record)
    assert row.entity_id == UUID(answer.json()["id"])
    assert (row.entity, row.operation, row.actor_id) == ("policy", "POST /policies", admin.id)
    assert row.at == MONDAY
    assert record["changes"]["source"] == "太民发〔2026〕12号"
    assert record["changes"]["value"] == {"value": {"hours": "wall", "unit": "h", "value": 2}}


async def test_only_what_changed_is_told_and_an_outsider_can_recompute_the_chain(
    procurement: ServiceKit,
) -> None:
    policy = a_policy()
    async with procurement.begin() as uow:
        uow.add(policy)
    for number in range(5):
        async with procurement.begin() as uow:
            found = await uow.get(Policy, policy.id)
            found.value = {"value": number + 2**60, "更": [1.5, True, None, "é\u2028"]}
            await uow.flush()
            found.source = f"第{number}版"

    (rows,) = (await chains(procurement)).values()

    verify(rows)
    assert len(rows) == 6, "one row per transaction, however often it was flushed"
    last = json.loads(rows[-1].record)["changes"]
    assert set(last) == {"value", "source"}
    assert last["value"]["value"] == str(4 + 2**60)


async def test_two_things_with_one_id_have_a_chain_each(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    household = Household(region_id=tree.community.id)
    async with registry.begin() as uow:
        household.seal(uow.vault, "弇山路1号")
        uow.add(household)
        uow.add(a_policy(id=household.id))
    async with registry.begin() as uow:
        (await uow.get(Household, household.id)).region_id = tree.village.id
        (await uow.get(Policy, household.id)).source = "改"

    for entity, changed in (("policy", {"source"}), ("household", {"region_id"})):
        async with registry.begin() as uow:
            mine = select(AuditRow).where(AuditRow.entity == entity)
            rows = list(await uow.session.scalars(mine.order_by(AuditRow.seq)))
        verify(rows)
        assert [row.entity_id for row in rows] == [household.id] * 2
        assert set(json.loads(rows[-1].record)["changes"]) == changed


async def test_reading_and_changing_nothing_leave_no_row(procurement: ServiceKit) -> None:
    policy = a_policy()
    async with procurement.begin() as uow:
        uow.add(policy)

    async with procurement.begin() as uow:
        found = await uow.get(Policy, policy.id)
        found.source = str(found.source)

    (rows,) = (await chains(procurement)).values()
    assert len(rows) == 1


async def test_a_deletion_is_a_change(procurement: ServiceKit) -> None:
    policy = a_policy()
    async with procurement.begin() as uow:
        uow.add(policy)

    async with procurement.begin() as uow:
        await uow.session.delete(await uow.get(Policy, policy.id))

    (rows,) = (await chains(procurement)).values()
    verify(rows)
    assert json.loads(rows[-1].record)["changes"] == {"deleted": True}


async def test_what_is_rolled_back_was_never_done(procurement: ServiceKit) -> None:
    async def change_and_fail() -> None:
        async with procurement.begin() as uow:
            uow.add(a_policy())
            await uow.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await change_and_fail()

    assert await chains(procurement) == {}


async def test_sealed_values_are_masked_and_every_chain_of_a_service_holds(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)

    person_id = await given_a_person(registry, tree.community)
    organization_id = await given_an_organization(registry, tree)

    found = await chains(registry)
    assert {person_id, organization_id} <= set(found)
    for rows in found.values():
        verify(rows)
    told = "".join(row.record for row in found[person_id])
    assert "•" in told
    for secret in ("陈阿婆", "13812345678", "8613812345678"):
        assert secret not in told


@pytest.mark.parametrize("tampered", ["record", "hash", "gap", "order"])
async def test_the_verifier_notices_tampering(procurement: ServiceKit, tampered: str) -> None:
    policy = a_policy()
    async with procurement.begin() as uow:
        uow.add(policy)
    for number in range(3):
        async with procurement.begin() as uow:
            (await uow.get(Policy, policy.id)).source = f"第{number}版"
    (rows,) = (await chains(procurement)).values()

    if tampered == "record":
        rows[1].record = rows[1].record.replace("第0版", "第9版")
    elif tampered == "hash":
        rows[1].hash = bytes(32)
    elif tampered == "gap":
        del rows[1]
    else:
        rows[1].seq, rows[2].seq = 3, 2

    with pytest.raises(AssertionError):
        verify(rows)


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("table", ["audit", "access_log"])
async def test_nobody_changes_or_removes_a_row(
    address: Callable[[str, str], str], role: str, table: str
) -> None:
    engine = create_async_engine(address("procurement", role))
    for statement in TAMPERING:
        async with engine.connect() as connection:
            with pytest.raises(DBAPIError) as refused:
                await connection.execute(text(statement.format(table=table)))

        assert getattr(refused.value.orig, "sqlstate", None) == "42501"
    await engine.dispose()


async def test_a_change_whose_audit_row_cannot_be_written_does_not_happen(
    procurement: ServiceKit, ttl: Any, publication: Any, address: Callable[[str, str], str]
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)
    body = publication(city, name=ttl.name)
    owner = create_async_engine(address("procurement", "owner"))

    async with owner.begin() as connection:
        await connection.execute(text("REVOKE INSERT ON audit FROM procurement_app"))
    try:
        refused = await procurement.post("/policies", body, as_=admin)
    finally:
        async with owner.begin() as connection:
            await connection.execute(text("GRANT INSERT ON audit TO procurement_app"))
        await owner.dispose()

    assert (refused.status_code, refused.json()["type"]) == (500, "/problems/fault")
    async with procurement.begin() as uow:
        assert list(await uow.session.scalars(select(Policy))) == []
    answer = await procurement.post("/policies", body, as_=admin)
    assert answer.status_code == 201


async def test_who_saw_my_data_is_mine_to_read_and_nobody_elses(procurement: ServiceKit) -> None:
    viewer = procurement.actor(Role.TEAM_LEADER)
    me, other = (procurement.actor(Role.RESIDENT, person=ids.new()) for _ in range(2))
    need_id = ids.new()
    assert me.person_id is not None
    async with procurement.begin(viewer) as uow:
        uow.reveal(person_id=me.person_id, field="phone", subject_id=need_id, purpose="上门服务")

    mine = (await procurement.get("/me/access-log", as_=me)).json()["items"]

    assert [(item["viewer_id"], item["field"]) for item in mine] == [(str(viewer.id), "phone")]
    assert mine[0]["purpose"] == "上门服务"
    assert (await procurement.get("/me/access-log", as_=other)).json()["items"] == []
    client = procurement.actor(Role.EVALUATOR_CLIENT)
    assert (await procurement.get("/me/access-log", as_=client)).json()["items"] == []
    async with procurement.begin() as uow:
        assert len(list(await uow.session.scalars(select(AccessLogRow)))) == 1
