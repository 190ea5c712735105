"""Whoever changes the past, with every right the database has, is found."""

import pytest
from sqlalchemy import text

from services.credit.verification.use_cases import first_fault
from shared.database import Database
from shared.sealed import ONE_SNAPSHOT, Fault
from tests.credit.own import OwnLedger

OTHER = "'0195aaaa-0000-7000-8000-000000000000'"
NTH = "(SELECT id FROM transfer ORDER BY id OFFSET {} LIMIT 1)"
HOLDER = "(SELECT account_id FROM balance ORDER BY account_id LIMIT 1)"
FLIPS = {
    "transfer": {
        "id": OTHER,
        "key": OTHER,
        "kind": "'adjust'",
        "debit": OTHER,
        "credit": OTHER,
        "amount": "amount + 1",
        "effective_on": "effective_on + 1",
        "recorded_at": "recorded_at + interval '1 microsecond'",
        "source_type": "'x'",
        "source_id": OTHER,
        "policy_id": "NULL",
        "form_id": "form_id + 1",
        "told": "regexp_replace(told, '4', '3')",
        "actor_id": OTHER,
        "reverses": OTHER,
        "xid": "xid + 1",
    },
    "explanation_form": {"id": "id + 100", "words": "replace(words, 'score', 'scores')"},
    "entry": {
        "account_id": OTHER,
        "seq": "seq + 100",
        "transfer_id": OTHER,
        "amount": "amount + 1",
        "balance_after": "balance_after + 1",
        "effective_on": "effective_on + 1",
        "recorded_at": "recorded_at + interval '1 microsecond'",
        "hash": "'\\x00'",
    },
    "balance": {
        "account_id": OTHER,
        "available": "available + 1",
        "held": "held + 1",
        "arrears": "arrears - 1",
        "version": "version + 1",
        "head": "'\\x00'",
        "usable": "NOT usable",
    },
    "checkpoint": {
        "number": "7",
        "xid_from": "xid_from + 1",
        "xid_upto": "xid_upto + 1",
        "size": "size + 1",
        "tree_size": "tree_size + 1",
        "root": "'\\x00'",
        "previous": "'\\x00'",
        "signed_at": "signed_at + interval '1 microsecond'",
        "key_id": OTHER,
        "hash": "'\\x00'",
        "signature": "'\\x00'",
    },
    "checkpoint_key": {"id": OTHER, "public_key": "'\\x00'"},
    "reversal": {"transfer_id": OTHER, "reversed": "reversed - 1", "original": "original + 1"},
    "hold": {"amount": "amount + 1", "state": "'voided'"},
    "account": {"organization_id": OTHER},
    "monthly_statement": {
        "account_id": OTHER,
        "month": "month - 31",
        "opening_seq": "opening_seq + 1",
        "opening_balance": "opening_balance + 1",
        "opening_head": "'\\x00'",
        "closing_seq": "closing_seq - 1",
        "closing_balance": "closing_balance + 1",
        "closing_head": "'\\x00'",
        "backdated": "backdated + 1",
    },
    "rolled_up": {"xid_upto": "(SELECT max(xid) FROM transfer)"},
    "earned_month": {
        "account_id": OTHER,
        "month": "month - 31",
        "earned": "earned + 1",
        "postings": "postings + 1",
    },
    "region_month": {
        "region_id": OTHER,
        "month": "month - 31",
        "earned": "earned + 1",
        "postings": "postings + 1",
        "organizations": "organizations + 1",
    },
}
WHICH = {
    "transfer": f"id = {NTH.format(1)}",
    "explanation_form": "words LIKE '%score%'",
    "entry": f"account_id = {HOLDER} AND seq = 2",
    "balance": f"account_id = {HOLDER}",
    "checkpoint": "number = 1",
    "checkpoint_key": "true",
    "reversal": "true",
    "hold": "true",
    "account": f"id = {HOLDER}",
    "monthly_statement": f"account_id = {HOLDER}",
    "rolled_up": "true",
    "earned_month": f"account_id = {HOLDER}",
    "region_month": "region_id = (SELECT region_id FROM region_month ORDER BY 1 LIMIT 1)",
}
FLIPPED = [(table, column) for table, columns in FLIPS.items() for column in columns]


TABLES = ("transfer", "explanation_form", "entry", "balance", "checkpoint", "checkpoint_key")
CHECKS = text(
    "SELECT 'TABLE ' || conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c'"
    " AND conrelid IN ('balance'::regclass, 'checkpoint'::regclass, 'transfer'::regclass,"
    " 'reversal'::regclass, 'hold'::regclass) UNION ALL"
    " SELECT 'DOMAIN ' || contypid::regtype, conname FROM pg_constraint"
    " WHERE contypid IN ('transfer_kind'::regtype, 'transfer_amount'::regtype,"
    " 'balance_part'::regtype)"
)


async def fault_after(ledger: OwnLedger, *changes: str) -> Fault | None:
    """What is found after these changes by a superuser without triggers; nothing of it stays."""
    async with ledger.superuser.connect() as connection:
        outer = await connection.begin()
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for checked, name in (await connection.execute(CHECKS)).all():
            await connection.execute(text(f"ALTER {checked} DROP CONSTRAINT {name}"))
        for change in changes:
            await connection.exec_driver_sql(change)
        async with Database(connection, ledger.kit.vault).begin() as uow:
            fault = await first_fault(uow, witnessed={})
        await outer.rollback()
    return fault


async def test_an_untouched_ledger_has_no_fault(sealed: OwnLedger) -> None:
    assert await fault_after(sealed) is None


@pytest.mark.parametrize(("table", "column"), FLIPPED)
async def test_a_flipped_value_is_found(sealed: OwnLedger, table: str, column: str) -> None:
    flip = f"UPDATE {table} SET {column} = {FLIPS[table][column]} WHERE {WHICH[table]}"

    fault = await fault_after(sealed, flip)

    assert fault is not None


async def test_a_balance_beside_a_district_s_entry_is_found(sealed: OwnLedger) -> None:
    change = "UPDATE entry SET balance_after = 7 WHERE hash IS NULL"

    fault = await fault_after(sealed, change)

    assert fault is not None
    assert fault.what == "it must not be chained"


@pytest.mark.parametrize("table", TABLES)
async def test_a_deleted_row_is_found(sealed: OwnLedger, table: str) -> None:
    assert await fault_after(sealed, f"DELETE FROM {table} WHERE {WHICH[table]}")


@pytest.mark.parametrize("table", TABLES)
async def test_a_truncated_table_is_found(sealed: OwnLedger, table: str) -> None:
    assert await fault_after(sealed, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("number", [1, 2])
async def test_a_missing_checkpoint_is_named(sealed: OwnLedger, number: int) -> None:
    fault = await fault_after(sealed, f"DELETE FROM checkpoint WHERE number >= {number}")

    assert fault == Fault(f"checkpoint {number}", "is missing")


INSERTS = {
    "transfer": ("id", OTHER, "key", OTHER),
    "entry": ("seq", "99", "transfer_id", OTHER),
    "balance": ("account_id", OTHER, "version", "0"),
    "checkpoint": ("number", "99", "hash", "'\\x01'"),
}


@pytest.mark.parametrize("table", INSERTS)
async def test_an_inserted_row_is_found(sealed: OwnLedger, table: str) -> None:
    first, one, second, other = INSERTS[table]
    copy = (
        f"CREATE TEMP TABLE forged AS SELECT * FROM {table} WHERE {WHICH[table]}",
        f"UPDATE forged SET {first} = {one}, {second} = {other}",
        f"INSERT INTO {table} SELECT * FROM forged",
    )

    assert await fault_after(sealed, *copy)


SWAPS = {
    "transfer": ("amount", "recorded_at", "source_id", "key"),
    "entry": ("amount", "hash", "transfer_id", "recorded_at"),
    "checkpoint": ("hash", "root", "signature", "signed_at", "xid_upto"),
}
PAIRS = {
    "transfer": (f"id = {NTH.format(0)}", f"id = {NTH.format(1)}"),
    "entry": (f"(account_id, seq) = ({HOLDER}, 1)", f"(account_id, seq) = ({HOLDER}, 2)"),
    "checkpoint": ("number = 1", "number = 2"),
}


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, them in SWAPS.items() for column in them]
)
async def test_swapped_values_are_found(sealed: OwnLedger, table: str, column: str) -> None:
    one, other = PAIRS[table]
    value = f"(SELECT {column} FROM {table} WHERE {{}})"
    swap = (
        f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS uq_{table}_{column}",
        f"CREATE TEMP TABLE kept AS SELECT {value.format(one)} x, {value.format(other)} y",
        (
            f"UPDATE {table} SET {column} = CASE WHEN {column} = x THEN y ELSE x END FROM kept"
            f" WHERE {one} OR {other}"
        ),
    )

    assert await fault_after(sealed, *swap)


async def test_a_ledger_rewritten_as_a_whole_differs_from_what_was_kept(
    sealed: OwnLedger,
) -> None:
    kept = (await sealed.kit.get("/checkpoints")).json()["items"]
    witnessed = {one["number"]: one["hash"] for one in kept} | {2: "00" * 32}

    async with sealed.kit.begin() as uow:
        fault = await first_fault(uow, witnessed=witnessed)

    assert fault == Fault("checkpoint 2", "differs from what was published")


async def test_a_verification_reads_one_moment_and_writes_nothing(sealed: OwnLedger) -> None:
    async with sealed.kit.begin() as uow:
        for statement in ONE_SNAPSHOT:
            await uow.session.execute(statement)
        fault = await first_fault(uow, witnessed={})
        level = await uow.session.scalar(text("SHOW transaction_isolation"))

    assert (fault, level) == (None, "repeatable read")
