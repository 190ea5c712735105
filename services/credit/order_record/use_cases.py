"""How facts about orders are taken down. Each function runs in one transaction of its caller."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.credit.account.use_cases import holder_accounts
from services.credit.earning.use_cases import DISPUTE_WINDOW, settle
from services.credit.order_record import queries
from services.credit.order_record.model import OrderRecord
from services.credit.policy.queries import Versions, versions_over
from shared.contracts.needs import (
    OrderConfirmed,
    OrderDisputed,
    OrderFact,
    OrderFailed,
    SurveyAnswered,
    SurveyReviewed,
)
from shared.db import UnitOfWork
from shared.durations import due

RUSH = timedelta(seconds=5)
"""Where many facts come at once more may follow: so long tiers wait to be looked at for all."""

Fact = OrderFact | SurveyAnswered | SurveyReviewed


async def take_facts(uow: UnitOfWork, facts: Sequence[Fact]) -> None:
    """Let orders be expected to earn, earn, or not earn, by what the needs service tells."""
    homes = {fact.organization_id: fact.region_id for fact in facts}
    holders = await holder_accounts(uow, homes)
    with uow.session.no_autoflush:  # nothing is stored before it is whole
        records = await _records_of(uow, facts)
        policies = await versions_over(uow, {record.region_id for record in records.values()})
    since: dict[UUID, datetime] = {}
    waited = {record.id: record.silent_until for record in records.values()}
    for fact in facts:
        record = records[fact.order_id]
        moves = _take_down(record, fact, policies[record.region_id])
        if moves is not None:
            since[record.id] = min(moves, since.get(record.id, moves))
    for record in records.values():
        await _wait(uow, record, before=waited[record.id])
    moved = {}
    for order_id, begins in since.items():
        record = records[order_id]
        assert record.confirmed_at is not None
        days = policies[record.region_id].household_days(since=begins)
        moved[order_id] = (begins, record.confirmed_at + timedelta(days=days))
    later = await queries.neighbors_after(uow, moved)
    homes = {one.organization_id: one.region_id for one in later}
    if strangers := {id: region for id, region in homes.items() if id not in holders}:
        holders |= await holder_accounts(uow, strangers)
    touched = {record.id: record for record in (*records.values(), *later)}
    pause = RUSH if len(facts) > 1 else timedelta(0)
    await settle(uow, list(touched.values()), holders, policies=policies, pause=pause)


async def _wait(uow: UnitOfWork, record: OrderRecord, *, before: datetime | None) -> None:
    """Let the timer end a resident's silence where, and only where, silence decides."""
    until = record.silent_until
    if until is not None and until != before and until > uow.at:
        await uow.schedule(DISPUTE_WINDOW, record.id, until)
    elif until is None and before is not None:
        await uow.unschedule(DISPUTE_WINDOW, record.id)


def _take_down(record: OrderRecord, fact: Fact, policies: Versions) -> datetime | None:
    """Answers since when the fact moves the turns of the order's neighbors, if it does."""
    match fact:
        case OrderConfirmed():
            since = min(fact.at, record.confirmed_at or fact.at)
            window = policies.at(fact.at).dispute_window
            record.confirm(fact, window_ends_at=due(fact.at, window).at)
            return since
        case OrderFailed():
            record.fail(at=fact.at)
            return record.confirmed_at
        case OrderDisputed():
            record.dispute(at=fact.at)
        case SurveyAnswered():
            record.rate(fact)
        case SurveyReviewed():
            record.review(fact)
    return None


async def _records_of(uow: UnitOfWork, facts: Iterable[Fact]) -> dict[UUID, OrderRecord]:
    told = {fact.order_id: fact for fact in facts}
    records = {record.id: record for record in await queries.records_of(uow, told)}
    for order_id, fact in told.items():
        if order_id not in records:
            record = OrderRecord(
                id=order_id, organization_id=fact.organization_id, region_id=fact.region_id
            )
            uow.add(record)
            records[order_id] = record
    return records
