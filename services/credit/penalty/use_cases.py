"""What can be done with penalties."""

from typing import Any
from uuid import UUID

from services.credit.account.model import Account, AccountKind
from services.credit.account.states import POSTED_TO
from services.credit.account.use_cases import refuse_interest, restand, restand_any_year
from services.credit.expiry.use_cases import expire_ended
from services.credit.grant.queries import reversed_so_far
from services.credit.penalty.model import SOURCE, Penalty
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from services.credit.transfer.errors import AccountUnusable
from services.credit.transfer.model import Posting, Transfer, TransferKind
from services.credit.transfer.rules import told
from shared import ids
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

APPEAL_OVER = "penalty_appeal_over"
"""The timer that makes a penalty final when nobody appealed."""

STATEMENT = Parameter(
    "credit.penalty.statement",
    Duration,
    default=Duration(value=10, unit="wd"),
    source="spec/credit.md §4",
)
APPEAL = Parameter(
    "credit.penalty.appeal",
    Duration,
    default=Duration(value=15, unit="wd"),
    source="spec/credit.md §4",
)


async def propose_penalty(
    uow: UnitOfWork, *, account: Account, ground: str, points: int, evidence: list[Any]
) -> Penalty:
    """Propose a penalty and give the organization notice of it."""
    await refuse_interest(uow, account)
    if account.state not in POSTED_TO:
        raise AccountUnusable(accounts=[str(account.id)])
    assert account.organization_id is not None
    statement = await STATEMENT.value(uow, region_id=account.region_id, at=uow.at)
    penalty = Penalty(
        account_id=account.id,
        organization_id=account.organization_id,
        region_id=account.region_id,
        ground=ground,
        points=points,
        evidence=evidence,
        proposed_by=uow.actor.id,
        statement_due=due(uow.at, statement).at,
    )
    uow.add(penalty)
    uow.emit(penalty.propose(at=uow.at))
    return penalty


async def decide_penalty(uow: UnitOfWork, *, penalty: Penalty, upheld: bool, reason: str) -> None:
    """Decide as a second officer; what is upheld is posted at once."""
    account = await uow.get(Account, penalty.account_id)
    await refuse_interest(uow, account)
    appeal = await APPEAL.value(uow, region_id=penalty.region_id, at=uow.at)
    ends = due(uow.at, appeal).at
    decided = penalty.decide(
        upheld=upheld, by=uow.actor.id, reason=reason, at=uow.at, appeal_due=ends
    )
    uow.emit(decided)
    if upheld:
        await expire_ended(uow, account_id=account.id)  # the timer may be late
        penalty.transfer_id = await _post(uow, penalty)
        await uow.schedule(APPEAL_OVER, penalty.id, ends)
        await restand(uow, account)


async def take_appeal(uow: UnitOfWork, *, penalty: Penalty, text: str) -> None:
    """Take the organization's appeal down."""
    penalty.take_appeal(text, at=uow.at)
    await uow.unschedule(APPEAL_OVER, penalty.id)


async def decide_appeal(uow: UnitOfWork, *, penalty: Penalty, upheld: bool, reason: str) -> None:
    """Decide an appeal as a third officer; a penalty that is not upheld is taken back in full.

    What comes after an account was closed moves nothing.
    """
    account = await uow.get(Account, penalty.account_id)
    await refuse_interest(uow, account)
    reversed_ = penalty.decide_appeal(upheld=upheld, by=uow.actor.id, reason=reason, at=uow.at)
    if reversed_ is not None:
        uow.emit(reversed_)
        if account.state in POSTED_TO:
            await _give_back(uow, penalty)
            await restand_any_year(uow, account)


async def _post(uow: UnitOfWork, penalty: Penalty) -> UUID:
    home = penalty.region_id
    forfeited = await system_account(uow, kind=AccountKind.FORFEITED, region_id=home)
    posting = Posting(
        key=ids.derived(penalty.id, TransferKind.PENALIZE),
        kind=TransferKind.PENALIZE,
        debit=penalty.account_id,
        credit=forfeited,
        amount=penalty.points,
        effective_on=day_of(uow.at),
        source_type=SOURCE,
        source_id=penalty.id,
        policy_id=None,
        explanation=_told(
            penalty,
            penalty.points,
            zh=f"扣分 {penalty.points} 积分。",
            en=f"{penalty.points} taken.",
        ),
        arrears=True,
    )
    return await ledger.post(uow, posting)


async def _give_back(uow: UnitOfWork, penalty: Penalty) -> None:
    """Reverse what is left of the penalty, on its own day: it is as if nothing had been taken."""
    assert penalty.transfer_id is not None
    taken = await uow.session.get_one(Transfer, penalty.transfer_id)
    left = taken.amount - await reversed_so_far(uow, taken.id)
    if left == 0:
        return
    posting = Posting(
        key=ids.derived(penalty.id, TransferKind.REVERSE),
        kind=TransferKind.REVERSE,
        debit=taken.credit,
        credit=taken.debit,
        amount=left,
        effective_on=taken.effective_on,
        source_type=SOURCE,
        source_id=penalty.id,
        policy_id=None,
        explanation=_told(
            penalty,
            left,
            zh=f"申诉成立，退还 {left} 积分。",
            en=f"Appeal allowed, {left} credits back.",
        ),
        reverses=taken.id,
    )
    await ledger.post(uow, posting)


def _told(penalty: Penalty, amount: int, *, zh: str, en: str) -> dict[str, Any]:
    inputs = {"ground": penalty.ground, "penalty_id": str(penalty.id)}
    return told(amount=amount, zh=zh, en=en, inputs=inputs)
