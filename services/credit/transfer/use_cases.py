"""How credits move: one call of a ledger function, one round trip."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from asyncpg import InterfaceError, PostgresError
from sqlalchemy.exc import DBAPIError

from services.credit.transfer.errors import (
    AccountUnusable,
    BatchRefused,
    DifferentUnits,
    HoldOver,
    InsufficientCredits,
    KeyReused,
    NotReversible,
    ReversedAlready,
)
from services.credit.transfer.model import HoldState, Posting
from services.credit.transfer.rules import BATCH_MAX, taken_apart
from shared import telemetry
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import Refusal

_POST = """
SELECT id, status, available FROM ledger_post(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $12, $13, $14, $15::text::jsonb, $10, $11)
"""
_BATCH = """
SELECT id, status FROM ledger_post_batch(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::jsonb, $14)
"""
_HOLD = "SELECT id, status, available FROM ledger_hold($1, $2, $3, $4, $5, $6)"
_RESOLVE = """
SELECT id, status FROM ledger_resolve(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb)
"""

_PLAIN = attrgetter(
    "key",
    "kind",
    "debit",
    "credit",
    "amount",
    "effective_on",
    "source_type",
    "source_id",
    "policy_id",
)
"""What the functions take of a posting as it is; `astuple` would copy every explanation."""

DONE = ("ok", "exists")
"""Status words of what stands in the ledger, now or since an earlier request."""


@dataclass(frozen=True)
class Outcome:
    """What became of one posting of a batch: its transfer, if there is one, and a status word."""

    transfer_id: UUID | None
    status: str


async def post(uow: UnitOfWork, posting: Posting) -> UUID:
    """Post a transfer, or find it posted already; answers its id.

    Runs in the transaction of the unit of work, on its driver: this is the path every credit
    takes, and the driver is three times as fast as the layers above it (spec/credit.md §6).
    """
    asked = (*_PLAIN(posting), posting.reverses, posting.arrears)
    own = (uow.actor.id, json.dumps(telemetry.inject()))
    (answer,) = await _call(uow, _POST, *asked, *taken_apart(posting.explanation), *own)
    if answer["status"] not in DONE:
        raise _refusal(posting, answer["status"], answer["available"])
    posted: UUID = answer["id"]
    return posted


async def post_batch(
    uow: UnitOfWork, postings: Sequence[Posting], *, whole: bool = False
) -> list[Outcome]:
    """Post up to 1,000 transfers in one round trip; one outcome for each, in their order.

    With `whole` everything is posted or nothing, and BatchRefused names the rows by their index.
    Batches make no arrears and reverse nothing.
    """
    assert len(postings) <= BATCH_MAX
    assert not any(posting.arrears or posting.reverses for posting in postings)
    rows = [(*_PLAIN(posting), *taken_apart(posting.explanation)) for posting in postings]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 11
    own = (uow.actor.id, json.dumps(telemetry.inject()), whole)
    answers = await _call(uow, _BATCH, *columns, *own)
    outcomes = [Outcome(answer["id"], answer["status"]) for answer in answers]
    refused = {
        str(index): outcome.status
        for index, outcome in enumerate(outcomes)
        if outcome.status not in (*DONE, "not_posted")
    }
    if whole and refused:
        raise BatchRefused(refused=refused)
    return outcomes


async def post_all(uow: UnitOfWork, postings: Sequence[Posting]) -> list[UUID]:
    """Post transfers, or find them posted already, in few round trips; answers their ids in order.

    Where one is refused none is wanted: the refusal is raised, and the caller's work undone.
    """
    posted: dict[UUID, UUID] = {}
    plain = [one for one in postings if not one.arrears and one.reverses is None]
    for first in range(0, len(plain), BATCH_MAX) if len(plain) > 1 else ():
        chunk = plain[first : first + BATCH_MAX]
        for posting, outcome in zip(chunk, await post_batch(uow, chunk), strict=True):
            if outcome.transfer_id is None or outcome.status not in DONE:
                raise _refusal(posting, outcome.status, None)
            posted[posting.key] = outcome.transfer_id
    for posting in postings:
        if posting.key not in posted:
            posted[posting.key] = await post(uow, posting)
    return [posted[posting.key] for posting in postings]


async def hold(
    uow: UnitOfWork,
    *,
    account_id: UUID,
    amount: int,
    expires_at: datetime,
    source: tuple[str, UUID],
) -> UUID:
    """Reserve credits for what `source` names, once; answers the hold's id."""
    source_type, source_id = source
    asked = (source_id, account_id, amount, expires_at, source_type, source_id)
    (answer,) = await _call(uow, _HOLD, *asked)
    if answer["status"] == "exceeds_available":
        raise InsufficientCredits(requested=amount, available=answer["available"])
    if answer["status"] == "account_unusable":
        raise AccountUnusable(accounts=[str(account_id)])
    if answer["status"] not in DONE:
        raise KeyReused(key=str(source_id))
    held: UUID = answer["id"]
    return held


async def capture(
    uow: UnitOfWork, *, hold_id: UUID, amount: int, to: UUID, explanation: dict[str, Any]
) -> UUID:
    """Spend held credits; answers the transfer. What was held beyond `amount` is free again."""
    told = taken_apart(explanation)
    captured: UUID = await _resolve(uow, hold_id, HoldState.CAPTURED, amount, to, *told)
    return captured


async def release(uow: UnitOfWork, *, hold_id: UUID, outcome: HoldState) -> None:
    """Give held credits free: voided by someone, or expired."""
    assert outcome in (HoldState.VOIDED, HoldState.EXPIRED)
    await _resolve(uow, hold_id, outcome, None, None, None, None)


async def _resolve(uow: UnitOfWork, hold_id: UUID, outcome: HoldState, *how: Any) -> Any:
    amount, to, *told = how
    day, own = day_of(uow.at), (uow.actor.id, json.dumps(telemetry.inject()))
    (answer,) = await _call(uow, _RESOLVE, hold_id, outcome, amount, to, uow.at, day, *told, *own)
    if answer["status"] != "ok":
        raise HoldOver(reason=answer["status"])
    return answer["id"]


def _refusal(posting: Posting, status: str, available: int | None) -> Refusal:
    """What a status word means to the caller."""
    left = available or 0
    refusals: dict[str, Refusal] = {
        "exists_with_different_request": KeyReused(key=str(posting.key)),
        "account_unusable": AccountUnusable(accounts=[str(posting.debit), str(posting.credit)]),
        "different_units": DifferentUnits(),
        "not_reversible": NotReversible(transfer=str(posting.reverses)),
        "exceeds_original": ReversedAlready(requested=posting.amount, left=left),
        "exceeds_available": InsufficientCredits(requested=posting.amount, available=left),
    }
    return refusals[status]


async def _call(uow: UnitOfWork, function: str, *arguments: Any) -> list[Any]:
    await uow.flush()
    raw = await (await uow.session.connection()).get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    assert driver.is_in_transaction(), "the caller's reads open the transaction"
    try:
        answers: list[Any] = await driver.fetch(function, *arguments)
    except (PostgresError, InterfaceError) as error:  # as everybody else's: a deadlock is no fault
        raise DBAPIError(function, None, error) from error
    return answers
