"""How credits are moved by hand: proposed by one officer, posted when another approves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.credit.account.model import Account, AccountKind
from services.credit.account.queries import stewarded
from services.credit.account.use_cases import refuse_interest, restand, restand_any_year
from services.credit.grant import queries
from services.credit.grant.errors import NotBetweenHolders
from services.credit.grant.model import Grant, Line, Wish
from services.credit.grant.rules import (
    check_day,
    check_facing,
    check_gives,
    check_month,
    check_sides,
)
from services.credit.grant.states import GrantAction
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from services.credit.transfer.errors import (
    AccountUnusable,
    DifferentUnits,
    NotReversible,
    ReversedAlready,
)
from services.credit.transfer.model import Transfer, TransferKind
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import Unknown

FINAL = {TransferKind.REVERSE, TransferKind.ARREARS, TransferKind.EXPIRE, TransferKind.SUCCEED}
"""What is not reversed by hand: what expired or passed on would be found due again."""


@dataclass(frozen=True)
class _Known:
    """What was looked up for the lines before: a batch has a thousand, of few accounts."""

    accounts: dict[UUID, Account] = field(default_factory=dict)
    own: dict[UUID, list[UUID]] = field(default_factory=dict)
    """The district's accounts that may face a holder, the usual one first, by region."""


async def propose_grant(
    uow: UnitOfWork,
    *,
    kind: TransferKind,
    wishes: Sequence[Wish],
    whole: bool,
    grounds: tuple[str, list[Any]],
) -> Grant:
    """Propose a grant or adjustment; `grounds` are the reason and the evidence."""
    known = _Known()
    found = [await _line(uow, wish, kind, known) for wish in wishes]
    grant = Grant(
        region_id=found[0][0].region_id,
        kind=kind,
        lines=[line.stored() for _, line in found],
        whole=whole,
        reason=grounds[0],
        evidence=grounds[1],
        proposed_by=uow.actor.id,
    )
    uow.add(grant)
    return grant


async def propose_reversal(
    uow: UnitOfWork,
    *,
    original: Transfer,
    amount: int,
    effective_on: date | None,
    grounds: tuple[str, list[Any]],
) -> Grant:
    """Propose to take a transfer back, in part or whole; its own day counts unless said else."""
    if original.kind in FINAL:
        raise NotReversible(transfer=str(original.id))
    if amount > (left := await queries.left_of(uow, original)):
        raise ReversedAlready(requested=amount, left=left)
    sides = Account.id.in_((original.debit, original.credit))
    holder = await uow.session.scalar(select(Account).where(sides, stewarded(uow.actor)))
    if holder is None:
        raise Unknown(kind="transfer", id=str(original.id))
    await refuse_interest(uow, holder)
    if effective_on is not None:
        _check_day(uow, holder, effective_on, "/effective_on", original.effective_on)
    day = effective_on or original.effective_on
    line = Line(original.credit, original.debit, amount, day)
    grant = Grant(
        region_id=holder.region_id,
        kind=TransferKind.REVERSE,
        lines=[line.stored()],
        whole=True,
        reason=grounds[0],
        evidence=grounds[1],
        proposed_by=uow.actor.id,
        reverses=original.id,
    )
    uow.add(grant)
    return grant


async def approve_grant(uow: UnitOfWork, *, grant: Grant, reason: str | None) -> None:
    """Post what was proposed; by somebody else, over all of it, without an interest in it."""
    grant.decided(GrantAction.APPROVE, by=uow.actor.id)
    grant.check_months(today=day_of(uow.at))
    holders = await _holders(uow, grant.sides)
    postings = grant.postings(opening=await queries.opening_among(uow, grant.sides))
    if grant.reverses is not None:
        earned = await queries.earned_by(uow, await uow.session.get_one(Transfer, grant.reverses))
        if earned is not None:
            earned.withdraw(postings[0].amount)
    if grant.whole and len(postings) == 1:
        done = [ledger.Outcome(await ledger.post(uow, postings[0]), "ok")]
    else:
        done = await ledger.post_batch(uow, postings, whole=grant.whole)
    # all at once, and last: each question before would store what is decided by then
    grant.decide(GrantAction.APPROVE, by=uow.actor.id, reason=reason)
    grant.outcomes = [
        {"transfer_id": outcome.transfer_id and str(outcome.transfer_id), "status": outcome.status}
        for outcome in done
    ]
    if grant.kind is TransferKind.GRANT:  # of this month: nothing of it has ended
        await restand(uow, *holders)
    else:
        await restand_any_year(uow, *holders)


async def reject_grant(uow: UnitOfWork, *, grant: Grant, reason: str | None) -> None:
    """Decline what was proposed, without an interest in it; nothing is posted."""
    for holder in await uow.session.scalars(queries.NAMED_HOLDERS, {"sides": list(grant.sides)}):
        await refuse_interest(uow, holder)
    grant.decide(GrantAction.REJECT, by=uow.actor.id, reason=reason)


async def _holders(uow: UnitOfWork, sides: Collection[UUID]) -> Sequence[Account]:
    """The holders among these accounts, locked; a batch may reach beyond its first line's region.

    Unknown when one of them is out of the caller's scope, refused when he works for one.
    """
    named = queries.NAMED_HOLDERS.add_columns(stewarded(uow.actor))
    found = (await uow.session.execute(named, {"sides": list(sides)})).all()
    for holder, mine in found:
        if not mine:
            raise Unknown(kind="account", id=str(holder.id))
        await refuse_interest(uow, holder)
    return [holder for holder, _ in found]


async def _line(
    uow: UnitOfWork, wish: Wish, kind: TransferKind, known: _Known
) -> tuple[Account, Line]:
    """A line with both its accounts, checked as far as it can be before it is posted."""
    check_sides(wish.debit, wish.credit, pointer=f"{wish.place}/credit")
    named = [one for one in (wish.debit, wish.credit) if one is not None]
    for one in set(named) - known.accounts.keys():
        known.accounts[one] = await uow.see(Account, one, queries.nameable(uow.actor))
    accounts = {one: known.accounts[one] for one in named}
    holders = [one for one in accounts.values() if one.kind is AccountKind.HOLDER]
    if len(holders) != 1:
        raise NotBetweenHolders(f"{wish.place}/credit")
    holder = holders[0]
    await refuse_interest(uow, holder)
    if any(one.unit is not holder.unit for one in accounts.values()):
        raise DifferentUnits
    if holder.opened_at is None or holder.closed_at is not None:
        raise AccountUnusable(accounts=[str(holder.id)])
    pointer = f"{wish.place}/effective_on"
    _check_day(uow, holder, wish.effective_on, pointer)
    if kind is TransferKind.GRANT:
        check_gives(takes=wish.debit == holder.id, pointer=f"{wish.place}/debit")
        check_month(wish.effective_on, today=day_of(uow.at), pointer=pointer)
    facing = AccountKind.ISSUE if kind is TransferKind.GRANT else AccountKind.ADJUST
    if (own := known.own.get(holder.region_id)) is None:
        home = holder.region_id
        own = [
            await system_account(uow, kind=one, region_id=home)
            for one in (facing, AccountKind.OPENING)
        ]
        known.own[home] = own
    side = "debit" if wish.debit != holder.id else "credit"
    check_facing(accounts.keys() - {holder.id}, own, pointer=f"{wish.place}/{side}")
    line = Line(wish.debit or own[0], wish.credit or own[0], wish.amount, wish.effective_on)
    return holder, line


def _check_day(uow: UnitOfWork, holder: Account, day: date, pointer: str, *after: date) -> None:
    assert holder.opened_at is not None
    since = max((day_of(holder.opened_at), *after))
    today = day_of(uow.at)
    check_day(day, since=since, today=today, pointer=pointer)
