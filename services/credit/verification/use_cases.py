"""How the ledger is verified: from its tables, its keys, and what is known outside."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from services.credit.checkpoint import queries as sealed
from services.credit.checkpoint.rules import leaf_text
from services.credit.explanation.queries import figures
from services.credit.explanation.rules import wrong_explanation
from services.credit.grant import queries as grants
from services.credit.monthly_statement import queries as monthly_statements
from services.credit.penalty import queries as penalties
from services.credit.redemption import queries as redemptions
from services.credit.roll_up import queries as roll_ups
from services.credit.succession import queries as successions
from services.credit.verification import queries
from services.credit.verification.rules import Mark, wrong_entry
from shared.db import UnitOfWork
from shared.merkle import leaf_hash
from shared.sealed import Fault, wrong_block

XID_MAX = 2**63 - 1

SOURCES = (
    *(queries.WRONG_YEAR, queries.WRONG_EXPIRY, *successions.WRONG),
    *(grants.WRONG, *penalties.WRONG, redemptions.WRONG),
)
"""What moved must be what its source says; what people decide stands in their own rows."""


async def first_fault(uow: UnitOfWork, *, witnessed: Mapping[int, str]) -> Fault | None:
    """The first wrong row, or None when all is as it was posted and sealed.

    `witnessed` are hashes of checkpoints, by number, that were kept outside the database: whoever
    could change every table could not change those.
    """
    checks = (
        _transfers(uow),
        _checkpoints(uow),
        _witnesses(uow, witnessed),
        _entries(uow),
        _balances(uow),
        _sources(uow),
        _statements(uow),
        _roll_ups(uow),
    )
    for check in checks:
        async for fault in check:
            return fault
    return None


async def _transfers(uow: UnitOfWork) -> AsyncIterator[Fault]:
    known = await figures(uow)
    async for one in queries.rows(uow, sealed.transfers_between(0, XID_MAX)):
        if wrong := wrong_explanation(one, known):
            yield Fault(f"transfer {one['id']}", wrong)


async def _checkpoints(uow: UnitOfWork) -> AsyncIterator[Fault]:
    keys = await sealed.LOG.keys(uow)
    before: Mapping[str, Any] | None = None
    # blocks are read in between, so the list is taken whole: one row for ten minutes of activity
    for made in (await uow.session.execute(queries.checkpoints())).mappings().all():
        block = await sealed.block(uow, made["xid_from"], made["xid_upto"])
        leaves = [leaf_hash(leaf_text(one)) for one in block]
        if wrong := wrong_block(made, leaves, before, keys.get(made["key_id"])):
            yield Fault(f"checkpoint {made['number']}", wrong)
        before = made


async def _witnesses(uow: UnitOfWork, witnessed: Mapping[int, str]) -> AsyncIterator[Fault]:
    told = await uow.session.scalars(queries.announced())
    known = {one["number"]: one["hash"] for one in told} | dict(witnessed)
    rows = (await uow.session.execute(queries.checkpoints())).mappings()
    there = {made["number"]: made["hash"].hex() for made in rows}
    for number in sorted(known):
        if there.get(number) != known[number]:
            wrong = "differs from what was published" if number in there else "is missing"
            yield Fault(f"checkpoint {number}", wrong)


async def _entries(uow: UnitOfWork) -> AsyncIterator[Fault]:
    mark = Mark()
    async for one in queries.rows(uow, queries.entries()):
        if one["account_id"] != mark.account_id:
            mark = Mark(account_id=one["account_id"])
        if wrong := wrong_entry(one, mark):
            yield Fault(f"entry {one['account_id']}/{one['seq']}", wrong)
        mark = Mark(one["account_id"], one["seq"], one["balance_after"] or 0, one["hash"] or b"")


async def _balances(uow: UnitOfWork) -> AsyncIterator[Fault]:
    for row in await uow.session.execute(queries.UNBALANCED):
        yield Fault(f"transfer {row.id}", f"it has {row.entries} entries, not two that sum to zero")
    for row in await uow.session.execute(queries.WRONG_BALANCE):
        wrong = "it is not what its entries lead to" if row.paired else "account and balance differ"
        yield Fault(f"balance {row.id}", wrong)
    for row in await uow.session.execute(queries.WRONG_HELD):
        yield Fault(f"balance {row.id}", "it is not what its holds and loans lead to")
    for row in await uow.session.execute(queries.WRONG_REVERSAL):
        yield Fault(f"reversal {row.id}", "it is not the sum of what reverses its transfer")


async def _sources(uow: UnitOfWork) -> AsyncIterator[Fault]:
    """What each part of the service says it posted must be in the journal, and nothing else."""
    for row in await uow.session.execute(queries.WRONG_STANDING):
        wrong = f"{row.posted} were posted, {row.total} are there"
        if row.posted == row.total:
            wrong = f"{row.withdrawn} were reversed by hand, {row.reversed} are there"
        yield Fault(f"{row.source} {row.id}", wrong)
    for check in SOURCES:
        for row in await uow.session.execute(check):
            yield Fault(f"transfer {row.id}", "it is not what its source says was posted")


async def _statements(uow: UnitOfWork) -> AsyncIterator[Fault]:
    for row in await uow.session.execute(monthly_statements.WRONG):
        yield Fault(f"monthly statement {row.id}", "it is not what its account's chain says")


async def _roll_ups(uow: UnitOfWork) -> AsyncIterator[Fault]:
    for row in await uow.session.execute(roll_ups.WRONG):
        yield Fault(f"roll-up {row.id}", "it is not what the journal sums to")
