"""What was written down of every change is sealed: whoever takes it back is found."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from prometheus_client import REGISTRY
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from shared import ids, sealing
from shared.audit import AuditRow
from shared.audit_seal import AuditCheckpoint, measure_audit, seal_audit
from shared.audit_verification import first_fault
from shared.crypto import Vault
from shared.database import Database
from shared.merkle import leaf_hash, root_of
from shared.policy import Policy
from shared.sealed import ONE_SNAPSHOT, Fault
from shared.testing.kit import MONDAY, ServiceKit
from tests.own_database import own_database

POLICIES = 3


@dataclass(frozen=True)
class Own:
    """A database of this file's own: what is committed there stays, and a superuser may meddle."""

    kit: ServiceKit
    superuser: AsyncEngine

    @property
    def database(self) -> Database:
        """As the application sees it."""
        return self.kit.database

    async def write(self, *policies: Policy) -> None:
        """Publish values, each in a transaction of its own."""
        for policy in policies:
            async with self.database.begin(operation="POST /policies", at=MONDAY) as uow:
                uow.add(policy)

    async def change(self, policy: Policy) -> None:
        """Let one end: the second link of its chain."""
        async with self.database.begin(operation="PATCH /policies", at=MONDAY) as uow:
            (await uow.get(Policy, policy.id)).source += "。"

    async def blocks(self) -> list[AuditCheckpoint]:
        """The checkpoints, oldest first."""
        async with self.database.begin() as uow:
            wanted = select(AuditCheckpoint).order_by(AuditCheckpoint.number)
            return [*await uow.session.scalars(wanted)]

    async def fault_after(self, *changes: str, kept: dict[int, str] | None = None) -> Fault | None:
        """What is found after changes by a superuser without triggers; nothing of it stays."""
        async with self.superuser.connect() as connection:
            outer = await connection.begin()
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
            for change in changes:
                await connection.exec_driver_sql(change)
            async with Database(connection, self.database.vault).begin() as uow:
                fault = await first_fault(uow, witnessed=kept or {})
            await outer.rollback()
        return fault


def a_policy() -> Policy:
    return Policy(
        name="kernel.ttl",
        region_id=ids.new(),
        value={"value": 1},
        valid_from=MONDAY,
        valid_to=None,
        source="太民发〔2026〕12号",
    )


@asynccontextmanager
async def owned(
    postgres: PostgresServer, credentials: Credentials, parts: Any, name: str
) -> AsyncGenerator[Own, None]:
    """Three values published, one of them changed, and all of it sealed in two blocks."""
    async with own_database(postgres, credentials, "needs", name) as urls:
        engine = create_async_engine(urls["app"])
        power = postgres.url.replace("postgresql://", "postgresql+asyncpg://")
        superuser = create_async_engine(power.rsplit("/", 1)[0] + f"/{name}")
        kit = ServiceKit(parts.programs, engine, Vault.load(parts.keys))
        await kit.start()
        made = Own(kit, superuser)
        policies = [a_policy() for _ in range(POLICIES)]
        await made.write(*policies)
        await seal_audit(made.database)
        await made.change(policies[0])
        await seal_audit(made.database)
        yield made
        await engine.dispose()
        await superuser.dispose()


@pytest.fixture(scope="module")
async def sealed(
    postgres: PostgresServer, credentials: Credentials, needs_parts: Any
) -> AsyncGenerator[Own, None]:
    """One that nobody writes to."""
    async with owned(postgres, credentials, needs_parts, "needs_sealed") as made:
        yield made


@pytest.fixture
async def own(
    postgres: PostgresServer, credentials: Credentials, needs_parts: Any
) -> AsyncGenerator[Own, None]:
    """One that a test goes on writing to."""
    async with owned(postgres, credentials, needs_parts, "needs_written") as made:
        yield made


async def test_every_row_is_sealed_once_and_the_blocks_are_a_chain(sealed: Own) -> None:
    first, second = await sealed.blocks()

    assert (first.size, second.size, second.tree_size) == (POLICIES, 1, POLICIES + 1)
    assert (second.xid_from, second.previous) == (first.xid_upto, first.hash)
    async with sealed.database.begin() as uow:
        inside = AuditRow.xid < first.xid_upto
        in_order = (AuditRow.entity_id, AuditRow.entity, AuditRow.seq)
        rows = (await uow.session.scalars(select(AuditRow).where(inside).order_by(*in_order))).all()
    assert first.root == root_of([leaf_hash(row.hash) for row in rows])
    await seal_audit(sealed.database)  # nothing new: nothing to seal
    assert len(await sealed.blocks()) == 2
    assert await sealed.fault_after() is None


ONE = "(SELECT entity_id FROM audit WHERE seq = 2)"
OTHER = f"entity_id <> {ONE}"
REST = "entity, seq, at, actor_id, operation, record, hash, xid"
REWRITTEN = """
UPDATE audit SET record = replace(record, '12号', '13号'), hash = sha256(
  decode(repeat('00', 32), 'hex') || convert_to('1|' || replace(record, '12号', '13号'), 'utf8'))
"""
"""As somebody does who knows how a chain is made."""
FORGERIES = {
    "a value": ("UPDATE audit SET record = replace(record, '12号', '13号')", "its hash does not"),
    "a whole chain": (f"{REWRITTEN} WHERE {OTHER}", "not those that were sealed"),
    "who did it": ("UPDATE audit SET actor_id = gen_random_uuid()", "its columns are not"),
    "when": ("UPDATE audit SET at = at + interval '1 s'", "its columns are not"),
    "what for": ("UPDATE audit SET operation = 'other'", "its columns are not"),
    "a record of nothing": (
        "UPDATE audit SET record = '[]', hash = sha256(decode(repeat('00', 32), 'hex') || '1|[]')",
        "its columns are not",
    ),
    "the end of a chain": ("DELETE FROM audit WHERE seq = 2", "it sealed 1 rows, 0 are there"),
    "its beginning": ("DELETE FROM audit WHERE seq = 1", "it does not follow row 0"),
    "all of it": (f"DELETE FROM audit WHERE {OTHER}", "it sealed 3 rows, 1 are there"),
    "a row of long ago": (
        f"INSERT INTO audit SELECT gen_random_uuid(), {REST} FROM audit WHERE {OTHER} LIMIT 1",
        "its columns are not",
    ),
    "its transaction": ("UPDATE audit SET xid = 0 WHERE seq = 2", "it sealed 3 rows, 4 are there"),
    "its signature": (
        "UPDATE audit_checkpoint SET signature = '\\x00' WHERE number = 1",
        "its signature is not that of its key",
    ),
    "a key": ("UPDATE audit_key SET public_key = '\\x00'", "its signature is not"),
    "a size": ("UPDATE audit_checkpoint SET size = 4 WHERE number = 1", "its tree_size does not"),
    "a root": (
        "UPDATE audit_checkpoint SET root = '\\x00' WHERE number = 2",
        "its hash does not follow",
    ),
    "the first block": ("DELETE FROM audit_checkpoint WHERE number = 1", "its number does not"),
}


@pytest.mark.parametrize("what", FORGERIES)
async def test_whatever_is_forged_is_named(sealed: Own, what: str) -> None:
    change, wrong = FORGERIES[what]

    fault = await sealed.fault_after(change)

    assert fault is not None
    assert wrong in fault.what


async def test_who_kept_a_checkpoint_sees_that_the_newest_were_taken_back(sealed: Own) -> None:
    kept = {block.number: block.hash.hex() for block in await sealed.blocks()}
    taken = ("DELETE FROM audit_checkpoint WHERE number = 2", "DELETE FROM audit WHERE seq = 2")

    assert await sealed.fault_after(*taken) is None  # all there is fits together
    assert await sealed.fault_after(*taken, kept=kept) == Fault("audit_checkpoint 2", "is missing")
    other = kept | {2: "00"}
    wrong = "differs from what was kept"
    assert await sealed.fault_after(kept=other) == Fault("audit_checkpoint 2", wrong)
    assert await sealed.fault_after(kept=kept) is None


async def test_what_is_still_being_written_is_sealed_when_it_is_there(own: Own) -> None:
    async with own.database.begin(operation="POST /policies", at=MONDAY) as slow:
        slow.add(a_policy())
        await slow.flush()
        await own.write(a_policy())  # written, and committed, after the slow one began
        await seal_audit(own.database)
        assert len(await own.blocks()) == 2

    await seal_audit(own.database)

    assert [block.size for block in await own.blocks()] == [POLICIES, 1, 2]
    assert await own.fault_after() is None


async def test_two_sealers_at_once_make_one_chain(
    own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BLOCK_SIZE", 2)
    await own.write(*(a_policy() for _ in range(9)))

    await asyncio.gather(*(seal_audit(own.database) for _ in range(3)))

    blocks = await own.blocks()
    assert [block.number for block in blocks] == [*range(1, len(blocks) + 1)]
    assert [block.size for block in blocks[2:]] == [2, 2, 2, 2, 1]
    assert await own.fault_after() is None


async def test_what_was_there_before_any_sealing_is_sealed_too(own: Own) -> None:
    change = "UPDATE audit SET xid = 0"
    anew = ("DELETE FROM audit_checkpoint", change)
    async with own.superuser.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in anew:
            await connection.exec_driver_sql(statement)

    await seal_audit(own.database)

    assert [block.size for block in await own.blocks()] == [POLICIES + 1]
    assert await own.fault_after() is None
    assert await own.fault_after("DELETE FROM audit WHERE seq = 2") is not None


async def test_its_age_is_measured(own: Own) -> None:
    async with own.database.begin() as uow:
        await measure_audit(uow)
    assert REGISTRY.get_sample_value("audit_unsealed_age_seconds") == 0

    await own.write(a_policy())
    async with own.database.begin() as uow:
        await measure_audit(uow)
        age = (uow.at - MONDAY).total_seconds()
    assert REGISTRY.get_sample_value("audit_unsealed_age_seconds") == age


async def test_the_application_may_add_and_never_change(sealed: Own) -> None:
    for table in ("audit_checkpoint", "audit_key"):
        async with sealed.superuser.begin() as connection:
            asked = (
                f"SELECT has_table_privilege('needs_app', '{table}', 'UPDATE, DELETE, TRUNCATE')"
            )
            assert not await connection.scalar(text(asked))


async def test_it_is_read_in_one_moment(sealed: Own) -> None:
    async with sealed.database.begin() as uow:
        for statement in ONE_SNAPSHOT:
            await uow.session.execute(statement)
        assert await first_fault(uow, witnessed={}) is None


async def test_anyone_may_keep_the_checkpoints(own: Own) -> None:
    newest, oldest = reversed(await own.blocks())

    first = (await own.kit.get("/audit/checkpoints", as_=None, params={"limit": 1})).json()
    rest = (
        await own.kit.get("/audit/checkpoints", as_=None, params={"after": first["next"]})
    ).json()

    shown = [*first["items"], *rest["items"]]
    assert [one["hash"] for one in shown] == [newest.hash.hex(), oldest.hash.hex()]
    assert rest["next"] is None
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(shown[0]["public_key"]))
    public.verify(bytes.fromhex(shown[0]["signature"]), bytes.fromhex(shown[0]["hash"]))
