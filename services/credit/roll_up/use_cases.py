"""How the journal is rolled up. Each function runs in one transaction of its caller."""

from datetime import timedelta
from uuid import UUID

from services.credit.account.model import Account
from services.credit.account.queries import line_of
from services.credit.account.use_cases import TIER_REVIEW
from services.credit.checkpoint.queries import LEDGER
from services.credit.roll_up.model import RolledUp
from services.credit.roll_up.queries import MOVE, ROLL
from services.credit.transfer.model import Transfer
from shared import sealing
from shared.db import UnitOfWork

ROLLING = "roll_up"
"""The timer that rolls up; its subject is the ledger."""
TRANSFERS_AT_ONCE = 20_000
"""Transfers added in one run of the timer; the next run goes on at once."""
PAUSE = timedelta(minutes=1)
"""What is younger is summed by whoever reads."""


async def move_home(uow: UnitOfWork, *, account: Account, region_id: UUID) -> None:
    """Let an organization's account, and all it earned, count for its new home from now on."""
    await line_of(uow, region_id)  # Unknown, and tried again, where the region is not told of yet
    await _mark(uow)  # while this runs nothing is added for its former home
    before, account.region_id = account.region_id, region_id
    await uow.flush()
    moved = {"account_id": account.id, "before": before, "region_id": region_id}
    for statement in MOVE:
        await uow.session.execute(statement, moved)
    await uow.schedule(TIER_REVIEW, account.id, uow.at)  # thresholds are each region's own


async def roll_up(uow: UnitOfWork) -> None:
    """Add what was posted since the last time, and plan the next one.

    Takes whole transactions older than every running one, as a checkpoint does: nothing can turn
    up later before the mark, and nobody who posts ever waits.
    """
    mark = await _mark(uow)
    horizon = await sealing.horizon(uow)
    assert mark.xid_upto <= horizon, "the transaction counter lies behind the ledger"
    end = await sealing.cut_after(
        uow, Transfer.xid, mark.xid_upto, upto=horizon, size=TRANSFERS_AT_ONCE
    )
    await uow.session.execute(ROLL, {"first": mark.xid_upto, "upto": end})
    mark.xid_upto = end
    again = uow.at if end < horizon else uow.at + PAUSE
    await uow.schedule(ROLLING, LEDGER, again)


async def _mark(uow: UnitOfWork) -> RolledUp:
    """How far the journal is summed, locked."""
    return await uow.session.get_one(RolledUp, LEDGER, with_for_update=True, populate_existing=True)
