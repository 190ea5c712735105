"""Holds, reversals, arrears and batches: what the ledger's functions promise besides a posting."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.credit.account.model import Account, AccountKind, Balance, Unit
from services.credit.account.states import AccountAction
from services.credit.system_account.use_cases import system_account
from services.credit.transfer.errors import (
    BatchRefused,
    DifferentUnits,
    HoldOver,
    InsufficientCredits,
    KeyReused,
    NotReversible,
    ReversedAlready,
)
from services.credit.transfer.model import Entry, HoldState, Transfer, TransferKind
from shared import ids
from shared.db import UnitOfWork
from shared.testing.kit import ServiceKit
from tests.credit.book import Book, posting
from tests.credit.chain import recompute
from tests.credit.given import account_of, given_an_organization


@pytest.fixture
async def book(credit: ServiceKit) -> Book:
    _, _, community = await credit.regions()
    account = await account_of(credit, await given_an_organization(credit, community))
    return Book(credit, community, account.id)


async def check_the_books(uow: UnitOfWork, *holders: UUID) -> None:
    """Sums are zero, numbers have no gap, chains hold, arrears are what was lent."""
    assert await uow.session.scalar(select(func.coalesce(func.sum(Entry.amount), 0))) == 0
    for holder in holders:
        mine = select(Entry, Transfer.kind).join(Transfer, Transfer.id == Entry.transfer_id)
        rows = (await uow.session.execute(mine.where(Entry.account_id == holder))).all()
        rows = sorted(rows, key=lambda row: row[0].seq)
        lines = [
            {
                "seq": entry.seq,
                "transfer_id": str(entry.transfer_id),
                "amount": entry.amount,
                "balance_after": entry.balance_after,
                "effective_on": entry.effective_on.isoformat(),
                "hash": (entry.hash or b"").hex(),
            }
            for entry, _ in rows
        ]
        balance = await uow.session.get_one(Balance, holder, populate_existing=True)
        posted, head = recompute(str(holder), bytes(32).hex(), lines)
        assert (posted, head, len(lines)) == (balance.posted, balance.head.hex(), balance.version)
        assert [line["seq"] for line in lines] == [*range(1, len(lines) + 1)]
        lent = sum(entry.amount for entry, kind in rows if kind is TransferKind.ARREARS)
        assert lent == balance.arrears
        times = [entry.recorded_at for entry, _ in rows]
        assert times == sorted(times)


async def test_a_penalty_takes_what_there_is_and_leaves_the_rest_as_arrears(book: Book) -> None:
    await book.give(30)

    await book.take(100)

    assert await book.stands() == (0, 0, 70)


async def test_later_earnings_fill_arrears_first(book: Book) -> None:
    await book.take(70)

    await book.give(50)
    after_first = await book.stands()
    await book.give(50)

    assert after_first == (0, 0, 20)
    assert await book.stands() == (30, 0, 0)
    async with book.credit.begin() as uow:
        await check_the_books(uow, book.holder)


async def test_a_part_can_be_reversed_and_then_the_rest_but_no_more(book: Book) -> None:
    earned = await book.give(100)

    await book.undo(earned, 40)
    await book.undo(earned, 60)

    assert await book.stands() == (0, 0, 0)
    with pytest.raises(ReversedAlready) as refusal:
        await book.undo(earned, 1)
    assert refusal.value.left == 0


async def test_a_reversal_cannot_be_reversed(book: Book) -> None:
    earned = await book.give(100)
    reversal = await book.undo(earned, 40)

    with pytest.raises(NotReversible):
        await book.undo(reversal, 40)


async def test_reversing_what_was_spent_makes_arrears(book: Book) -> None:
    earned = await book.give(100)
    await book.capture(await book.hold(80), 80)

    await book.undo(earned, 100)

    assert await book.stands() == (0, 0, 80)


async def test_a_hold_lowers_what_is_available_until_it_ends(book: Book) -> None:
    await book.give(100)
    one, two = await book.hold(60), await book.hold(40)

    with pytest.raises(InsufficientCredits) as refusal:
        await book.hold(1)
    held = await book.stands()
    await book.release(one)
    await book.capture(two, 30)

    assert (refusal.value.requested, refusal.value.available) == (1, 0)
    assert held == (100, 100, 0)
    assert await book.stands() == (70, 0, 0)


async def test_the_same_hold_again_is_the_same_and_with_other_contents_refused(book: Book) -> None:
    await book.give(100)
    source = ids.new()
    first = await book.hold(60, source)

    assert await book.hold(60, source) == first
    with pytest.raises(KeyReused):
        await book.hold(50, source)
    assert await book.stands() == (100, 60, 0)


@pytest.mark.parametrize("ended_by", ["capture", "void", "expiry"])
async def test_a_hold_ends_once(book: Book, ended_by: str) -> None:
    await book.give(100)
    hold_id = await book.hold(60)
    if ended_by == "capture":
        await book.capture(hold_id, 60)
    else:
        outcome = HoldState.VOIDED if ended_by == "void" else HoldState.EXPIRED
        await book.release(hold_id, outcome)

    with pytest.raises(HoldOver):
        await book.capture(hold_id, 60)
    with pytest.raises(HoldOver):
        await book.release(hold_id)


async def test_a_hold_gives_no_more_than_it_holds_and_nothing_after_its_end(book: Book) -> None:
    await book.give(100)
    hold_id = await book.hold(60)

    with pytest.raises(HoldOver) as more:
        await book.capture(hold_id, 61)
    book.credit.now += timedelta(days=30)
    with pytest.raises(HoldOver) as late:
        await book.capture(hold_id, 60)

    assert (more.value.reason, late.value.reason) == ("exceeds_hold", "hold_expired")


async def test_a_penalty_leaves_held_credits_and_takes_them_when_they_are_free(book: Book) -> None:
    await book.give(100)
    hold_id = await book.hold(80)
    await book.take(50)
    during = await book.stands()

    await book.release(hold_id)

    assert during == (80, 80, 30)
    assert await book.stands() == (50, 0, 0)


async def test_credits_and_points_do_not_mix(book: Book) -> None:
    async with book.credit.begin() as uow:
        points = await system_account(
            uow,
            kind=AccountKind.ISSUE,
            region_id=book.community.id,
            unit=Unit.VOLUNTEER_POINT,
        )

    with pytest.raises(DifferentUnits):
        await book.post(points, book.holder, 5)


async def test_a_batch_says_what_became_of_each_row(book: Book) -> None:
    issuer, other = await book.system(AccountKind.ISSUE), await book.another()
    before = posting(issuer, book.holder, 5)
    await book.batch(before)
    twice = posting(issuer, book.holder, 10)

    statuses = await book.batch(
        twice,
        twice,
        before,
        posting(issuer, other, 6, key=before.key),
        posting(other, issuer, 3),
        posting(issuer, other, 7),
        posting(other, issuer, 7),
        posting(issuer, ids.new(), 1),
        posting(issuer, other, 0),
    )

    assert statuses == [
        "ok",
        "exists",
        "exists",
        "exists_with_different_request",
        "exceeds_available",
        "ok",
        "ok",
        "account_unusable",
        "amount_not_positive",
    ]
    assert await book.stands() == (15, 0, 0)
    async with book.credit.begin() as uow:
        await check_the_books(uow, book.holder, other)


async def test_of_a_thousand_rows_one_bad_one_is_left_out(book: Book) -> None:
    issuer = await book.system(AccountKind.ISSUE)
    rows = [posting(issuer, book.holder, 1) for _ in range(1_000)]
    rows[500] = posting(book.holder, issuer, 501)

    statuses = await book.batch(*rows)

    assert statuses.count("ok") == 999
    assert statuses[500] == "exceeds_available"
    assert await book.stands() == (999, 0, 0)


async def test_all_or_nothing_names_the_row_that_stopped_it(book: Book) -> None:
    issuer = await book.system(AccountKind.ISSUE)
    rows = [posting(issuer, book.holder, 1) for _ in range(1_000)]
    rows[500] = posting(book.holder, issuer, 501)

    with pytest.raises(BatchRefused) as refusal:
        await book.batch(*rows, whole=True)

    assert refusal.value.refused == {"500": "exceeds_available"}
    assert await book.stands() == (0, 0, 0)


async def test_a_batch_of_nothing_but_overdrafts_is_refused_row_by_row(book: Book) -> None:
    issuer = await book.system(AccountKind.ISSUE)
    await book.give(10)

    statuses = await book.batch(*(posting(book.holder, issuer, 4) for _ in range(30)))

    assert statuses == ["ok"] * 2 + ["exceeds_available"] * 28
    assert await book.stands() == (2, 0, 0)


async def test_a_batch_fills_arrears_too(book: Book) -> None:
    issuer = await book.system(AccountKind.ISSUE)
    await book.take(15)

    await book.batch(*(posting(issuer, book.holder, 10) for _ in range(2)))

    assert await book.stands() == (5, 0, 0)


async def test_a_closed_account_can_only_be_emptied(book: Book) -> None:
    await book.give(10)
    async with book.credit.begin() as uow:
        account = await uow.get(Account, book.holder)
        account.end(AccountAction.CLOSE, at=book.credit.now)

    assert await book.batch(posting(await book.system(AccountKind.ISSUE), book.holder, 1)) == [
        "account_unusable"
    ]
    await book.take(10, kind=TransferKind.EXPIRE)
    assert await book.stands() == (0, 0, 0)


STEPS = st.tuples(
    st.sampled_from(["give", "take", "undo", "hold", "capture", "release", "batch"]),
    st.integers(min_value=1, max_value=60),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
async def test_whatever_is_done_the_books_balance(
    book: Book, credit: ServiceKit, steps: list[tuple[str, int]]
) -> None:
    book.holder = await book.another()
    earned: list[UUID] = []
    holds: list[UUID] = []

    for step, amount in steps:
        try:
            if step == "give":
                earned.append(await book.give(amount))
            elif step == "take":
                await book.take(amount)
            elif step == "undo" and earned:
                await book.undo(earned[amount % len(earned)], amount)
            elif step == "hold":
                holds.append(await book.hold(amount))
            elif step == "capture" and holds:
                await book.capture(holds[amount % len(holds)], amount)
            elif step == "release" and holds:
                await book.release(holds[amount % len(holds)])
            elif step == "batch":
                issuer = await book.system(AccountKind.ISSUE)
                sides = [(issuer, book.holder), (book.holder, issuer)] * 2
                await book.batch(*(posting(*side, amount) for side in sides))
        except (InsufficientCredits, HoldOver, ReversedAlready):
            pass
        await book.stands()

    async with credit.begin() as uow:
        await check_the_books(uow, book.holder)


async def test_each_district_gets_back_what_it_lent(credit: ServiceKit) -> None:
    city = await credit.region(level="city", kind="prefecture")
    books: list[Book] = []
    for _ in range(2):
        district = await credit.region(parent=city, level="district", kind="district")
        community = await credit.region(parent=district)
        if not books:
            holder = await account_of(credit, await given_an_organization(credit, community))
        books.append(Book(credit, community, holder.id))
    home, other = books
    lenders = [await book.system(AccountKind.ARREARS) for book in books]
    for book, amount in ((home, 100), (other, 50), (home, 30)):
        await book.take(amount)

    owed = []
    for amount in (0, 20, 70, 200):
        if amount:
            await home.give(amount)
        async with credit.begin() as uow:
            sums = select(Entry.account_id, -func.sum(Entry.amount)).group_by(Entry.account_id)
            found = {one: int(sum_) for one, sum_ in await uow.session.execute(sums)}
        owed.append([found[lender] for lender in lenders])

    assert owed == [[130, 50], [110, 50], [90, 0], [0, 0]]
    assert await home.stands() == (110, 0, 0)
