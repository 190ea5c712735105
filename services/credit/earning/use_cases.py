"""How facts about orders become credits. Each function runs in one transaction of its caller.

Every fact is taken down first; then the order is settled by all that is known of it. So the same
facts lead to the same state in whatever order they arrive.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.credit.account import use_cases as accounts
from services.credit.account.model import Account
from services.credit.account.states import AccountState
from services.credit.earning import queries
from services.credit.earning.model import Earning, OrderRecord
from services.credit.earning.rules import Inputs, convert, standing
from services.credit.earning.states import EarningState
from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import policy_at
from services.credit.transfer import use_cases as ledger
from shared.contracts.needs import OrderConfirmed, OrderFact, SurveyAnswered, SurveyReviewed
from shared.db import UnitOfWork
from shared.durations import due

DISPUTE_WINDOW = "dispute_window"
"""The timer that ends a resident's silence."""


async def confirm_order(uow: UnitOfWork, *, fact: OrderConfirmed) -> None:
    """Expect credits for a confirmed order, until its rating or the resident's silence is final."""
    account, record = await _record_of(uow, fact)
    policy = await policy_at(uow, region_id=record.region_id, at=fact.at)
    since = min(fact.at, record.confirmed_at or fact.at)
    record.confirm(fact, window_ends_at=due(fact.at, policy.dispute_window).at)
    assert record.window_ends_at is not None
    if record.window_ends_at > uow.at:
        await uow.schedule(DISPUTE_WINDOW, record.id, record.window_ends_at)
    await _settle_from(uow, account=account, record=record, since=since)


async def dispute_order(uow: UnitOfWork, *, fact: OrderFact) -> None:
    """Keep an order's credits out of the ledger until the dispute is settled."""
    account, record = await _record_of(uow, fact)
    record.dispute(at=fact.at)
    await settle(uow, account=account, record=record)


async def fail_order(uow: UnitOfWork, *, fact: OrderFact) -> None:
    """Void an order's credits: no service took place."""
    account, record = await _record_of(uow, fact)
    record.fail(at=fact.at)
    await _settle_from(uow, account=account, record=record, since=record.confirmed_at)


async def rate_order(uow: UnitOfWork, *, fact: SurveyAnswered) -> None:
    """Let the resident's rating decide; after the final posting it posts the difference."""
    account, record = await _record_of(uow, fact)
    record.rate(fact)
    await settle(uow, account=account, record=record)


async def review_rating(uow: UnitOfWork, *, fact: SurveyReviewed) -> None:
    """Let a doubtful rating weigh, or not, by what its review found; posts the difference."""
    account, record = await _record_of(uow, fact)
    record.review(fact)
    await settle(uow, account=account, record=record)


async def end_dispute_window(uow: UnitOfWork, *, order_id: UUID) -> None:
    """Take the resident's silence as final."""
    owner = select(OrderRecord.organization_id, OrderRecord.region_id)
    named = (await uow.session.execute(owner.where(OrderRecord.id == order_id))).one()
    account = await accounts.holder_account(uow, **named._asdict())
    record = await uow.get(OrderRecord, order_id)
    await settle(uow, account=account, record=record)


async def settle_waiting(uow: UnitOfWork, *, account: Account) -> None:
    """Settle what waited for the organization to become known."""
    assert account.organization_id is not None
    for record in await queries.orders_waiting(uow, account.organization_id):
        await settle(uow, account=account, record=record)


async def settle(uow: UnitOfWork, *, account: Account, record: OrderRecord) -> None:
    """Bring an order's earning, and the ledger, to where all known facts say they stand."""
    await uow.flush()
    state = _standing(record, account, at=uow.at)
    if state is None:
        return
    current = await queries.current_earning(uow, record.id)
    assert record.confirmed_at is not None
    policy = await policy_at(uow, region_id=record.region_id, at=record.confirmed_at)
    given = await _inputs(uow, record, policy, final=state is EarningState.POSTED)
    if current is None or not current.serves(state, given):
        current = await _revise(uow, current, record, given, policy=policy, account=account)
    if current.state is EarningState.EXPECTED:
        await _post_difference(uow, current, record, state=state, account=account)
        current.settle(state)


def _standing(record: OrderRecord, account: Account, *, at: datetime) -> EarningState | None:
    state = standing(
        confirmed_at=record.confirmed_at,
        disputed_at=record.disputed_at,
        failed_at=record.failed_at,
        rated=record.rating is not None,
        window_over=record.window_ends_at is not None and at >= record.window_ends_at,
    )
    unknown = account.state is AccountState.SUSPENSE
    return EarningState.EXPECTED if unknown and state is EarningState.POSTED else state


async def _inputs(
    uow: UnitOfWork, record: OrderRecord, policy: EarningPolicy, *, final: bool
) -> Inputs:
    assert record.kind is not None
    return Inputs(
        kind=record.kind,
        beneficiaries=record.beneficiaries,
        vulnerable=record.vulnerable,
        score=record.rating if final else None,
        household_turn=await queries.household_turn(uow, record, days=policy.rates.household_days),
        day_turn=await queries.day_turn(uow, record),
        team_members=record.team_members,
    )


async def _revise(
    uow: UnitOfWork,
    current: Earning | None,
    record: OrderRecord,
    given: Inputs,
    *,
    policy: EarningPolicy,
    account: Account,
) -> Earning:
    if current is not None:
        current.supersede()
        await uow.flush()  # one current revision per order: the old one goes first
    earning = Earning.of(
        record,
        given,
        convert(policy.rates, given),
        revision=1 if current is None else current.revision + 1,
        policy_id=policy.id,
        account_id=account.id,
    )
    uow.add(earning)
    return earning


async def _post_difference(
    uow: UnitOfWork,
    earning: Earning,
    record: OrderRecord,
    *,
    state: EarningState,
    account: Account,
) -> None:
    """Post what stands in the ledger too little, or take back what stands there too much."""
    before, after = record.posted, earning.amount if state is EarningState.POSTED else 0
    if before == after:
        return
    issuer = await accounts.issuing_account(uow, region_id=account.region_id, at=uow.at)
    posting = earning.posting(record, state, after=after, issuer=issuer)
    earning.transfer_id = await ledger.post(uow, posting)
    record.posted = after
    await accounts.restand(uow, account=account)


async def _settle_from(
    uow: UnitOfWork, *, account: Account, record: OrderRecord, since: datetime | None
) -> None:
    """Settle an order, and those whose turn within household or day it moves."""
    await settle(uow, account=account, record=record)
    if since is None:
        return
    policy = await policy_at(uow, region_id=record.region_id, at=since)
    days = policy.rates.household_days
    for later in await queries.neighbours_after(uow, record, since=since, days=days):
        await settle(uow, account=account, record=later)


async def _record_of(
    uow: UnitOfWork, fact: OrderFact | SurveyAnswered | SurveyReviewed
) -> tuple[Account, OrderRecord]:
    account = await accounts.holder_account(
        uow, organization_id=fact.organization_id, region_id=fact.region_id
    )
    wanted = select(OrderRecord).where(OrderRecord.id == fact.order_id).with_for_update()
    record = await uow.session.scalar(wanted.execution_options(populate_existing=True))
    if record is None:
        record = OrderRecord(
            id=fact.order_id, organization_id=fact.organization_id, region_id=fact.region_id
        )
        uow.add(record)
    return account, record
