"""How credits move: one call of the posting function, one round trip."""

import json
from dataclasses import astuple
from uuid import UUID

from asyncpg.exceptions import CheckViolationError

from services.credit.transfer.errors import AccountUnusable, InsufficientCredits, KeyReused
from services.credit.transfer.model import Posting
from shared import telemetry
from shared.db import UnitOfWork

_POST = """
SELECT id, status FROM ledger_post(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, $11, $12::text::jsonb)
"""


async def post(uow: UnitOfWork, posting: Posting) -> UUID:
    """Post a transfer, or find it posted already; answers its id.

    Runs in the transaction of the unit of work, on its driver: this is the path every credit
    takes, and the driver is three times as fast as the layers above it (spec/credit.md §6).
    """
    await uow.flush()
    raw = await (await uow.session.connection()).get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    assert driver.is_in_transaction(), "the caller's reads open the transaction"
    *plain, explanation = astuple(posting)
    own = (json.dumps(explanation), uow.actor.id, json.dumps(telemetry.inject()))
    try:
        answer = await driver.fetchrow(_POST, *plain, *own)
    except CheckViolationError as broken:
        if broken.constraint_name != "ck_balance_floor":
            raise
        raise InsufficientCredits(requested=posting.amount) from None
    if answer["status"] == "exists_with_different_request":
        raise KeyReused(key=str(posting.key))
    if answer["status"] == "account_unusable":
        raise AccountUnusable(accounts=[str(posting.debit), str(posting.credit)])
    posted: UUID = answer["id"]
    return posted
