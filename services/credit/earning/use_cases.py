"""How what is known of orders becomes credits. Each function runs in its caller's transaction.

Orders are settled by all that is known of them, so the same facts lead to the same state in
whatever order they arrived, and however many of them at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from services.credit.account.model import Account, AccountKind
from services.credit.account.states import AccountState
from services.credit.account.use_cases import holder_account, restand
from services.credit.earning import queries
from services.credit.earning.model import Earning
from services.credit.earning.rules import Inputs, convert, standing
from services.credit.earning.states import EarningState
from services.credit.order_record.model import OrderRecord
from services.credit.order_record.queries import turns as turns_of
from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import Versions, versions_over
from services.credit.policy.rules import Rates
from services.credit.system_account.use_cases import system_accounts
from services.credit.transfer.model import Posting
from services.credit.transfer.rules import less, shifts
from services.credit.transfer.use_cases import post_all
from shared.db import UnitOfWork

DISPUTE_WINDOW = "dispute_window"
"""The timer that ends a resident's silence."""


@dataclass(frozen=True)
class Case:
    """An order as it is settled: where it stands by the facts, and what its amount depends on."""

    record: OrderRecord
    account: Account
    state: EarningState
    policy: EarningPolicy
    rates: Rates
    given: Inputs
    current: Earning | None
    """The revision that counts so far."""

    def earning(self) -> Earning:
        """The revision that counts from now on: the current one while it serves, or the next."""
        if self.current is not None:
            if self.current.serves(self.state, self.given) and not self.record.redated:
                return self.current
            self.current.supersede()
        return Earning.of(
            self.record,
            self.given,
            convert(self.rates, self.given),
            revision=1 if self.current is None else self.current.revision + 1,
            policy_id=self.policy.id,
            account_id=self.account.id,
        )


@dataclass(frozen=True)
class Move:
    """What stands in the ledger for an order and a day, and what is to stand there."""

    case: Case
    earning: Earning
    state: EarningState
    change: tuple[int, int, date]

    @classmethod
    def of(cls, case: Case, earning: Earning) -> "list[Move]":
        """The moves that an order's new standing takes; its record has it now."""
        record, day = case.record, case.record.confirmed_on
        assert day is not None
        earned = earning.amount if case.state is EarningState.POSTED else 0
        after = less(earned, record.withdrawn)
        changes = shifts(record.stands, after, on=record.posted_on, day=day)
        record.posted, record.posted_on = record.withdrawn + after, day if after else None
        states = [EarningState.SUPERSEDED, case.state][-len(changes) :]
        return [cls(case, earning, *how) for how in zip(states, changes, strict=False)]

    def posting(self, issuer: UUID) -> Posting:
        """The transfer that makes it."""
        return self.earning.posting(self.case.record, self.state, self.change, issuer=issuer)


async def end_dispute_window(uow: UnitOfWork, *, order_id: UUID) -> None:
    """Take the resident's silence as final."""
    owner = select(OrderRecord.organization_id, OrderRecord.region_id)
    named = (await uow.session.execute(owner.where(OrderRecord.id == order_id))).one()
    account = await holder_account(uow, **named._asdict())
    record = await uow.get(OrderRecord, order_id)
    await settle(uow, [record], {record.organization_id: account})


async def settle_waiting(uow: UnitOfWork, *, account: Account) -> None:
    """Settle what waited for the organization to become known."""
    assert account.organization_id is not None
    waiting = await queries.orders_waiting(uow, account.organization_id)
    await settle(uow, waiting, {account.organization_id: account})


async def settle(
    uow: UnitOfWork,
    records: Sequence[OrderRecord],
    holders: Mapping[UUID, Account],
    *,
    policies: Mapping[UUID, Versions] | None = None,
    pause: timedelta = timedelta(0),
) -> None:
    """Bring orders' earnings, and the ledger, to where all known facts say they stand.

    `policies` are those of regions that are known already; tiers are looked at after the `pause`.
    """
    with uow.session.no_autoflush:  # what moves turns is stored by now; the rest is stored at once
        cases = await _cases(uow, records, holders, policies or {})
        revised = [(case, case.earning()) for case in cases]
        unsettled = [
            (case, earning) for case, earning in revised if earning.state is EarningState.EXPECTED
        ]
        moved = [move for case, earning in unsettled for move in Move.of(case, earning)]
        await uow.flush()
        await _post(uow, moved)
        if moved:
            accounts = {case.account.id: case.account for case in (move.case for move in moved)}
            await restand(uow, *accounts.values(), pause=pause)
        for case, earning in unsettled:
            earning.settle(case.state)
            uow.add(earning)
        await uow.flush()


async def _cases(
    uow: UnitOfWork,
    records: Sequence[OrderRecord],
    holders: Mapping[UUID, Account],
    known: Mapping[UUID, Versions],
) -> list[Case]:
    """What is known of the orders that were confirmed; the others do not move."""
    standings = {
        record.id: state
        for record in records
        if (state := _standing(record, holders[record.organization_id], at=uow.at)) is not None
    }
    if not standings:
        return []
    confirmed = [record for record in records if record.id in standings]
    regions = {record.region_id for record in confirmed}
    lines = {**known, **await versions_over(uow, regions - known.keys())}
    policies = {}
    for record in confirmed:
        assert record.confirmed_at is not None
        policies[record.id] = lines[record.region_id].at(record.confirmed_at)
    rates = {policy.id: policy.rates for policy in policies.values()}
    turns: dict[UUID, tuple[int, int]] = {}
    for policy_id, figures in rates.items():
        mine = [record_id for record_id, one in policies.items() if one.id == policy_id]
        turns |= await turns_of(uow, mine, days=figures.household_days)
    current = await queries.current_earnings(uow, standings)
    return [
        Case(
            record,
            holders[record.organization_id],
            standings[record.id],
            policies[record.id],
            rates[policies[record.id].id],
            record.inputs(turns[record.id], final=standings[record.id] is EarningState.POSTED),
            current.get(record.id),
        )
        for record in confirmed
    ]


def _standing(record: OrderRecord, account: Account, *, at: datetime) -> EarningState | None:
    if account.state is AccountState.CLOSED:
        return None  # its orders stay as they stood
    state = standing(
        confirmed_at=record.confirmed_at,
        disputed_at=record.disputed_at,
        failed_at=record.failed_at,
        rated=record.rating is not None,
        window_over=record.window_ends_at is not None and at >= record.window_ends_at,
    )
    unknown = account.state is AccountState.SUSPENSE
    return EarningState.EXPECTED if unknown and state is EarningState.POSTED else state


async def _post(uow: UnitOfWork, moves: Sequence[Move]) -> None:
    """Post what stands in the ledger too little, take back what stands there too much."""
    if not moves:
        return
    homes = {move.case.account.region_id for move in moves}
    issuers = await system_accounts(uow, kind=AccountKind.ISSUE, region_ids=homes)
    postings = [move.posting(issuers[move.case.account.region_id]) for move in moves]
    for move, transfer_id in zip(moves, await post_all(uow, postings), strict=True):
        move.earning.transfer_id = transfer_id
