"""What only the database can promise: one writer, sums of zero, no gaps, nothing changed later."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from services.credit.account.model import Account, AccountKind, Balance
from services.credit.system_account.use_cases import system_account
from services.credit.transfer.errors import AccountUnusable, InsufficientCredits, KeyReused
from services.credit.transfer.model import Entry, Posting, Transfer, TransferKind
from services.credit.transfer.use_cases import post
from shared import ids
from shared.contracts.credit import TransferPosted
from shared.testing.kit import ServiceKit
from tests.credit.given import account_of, given_an_organization


def posting(debit: UUID, credit: UUID, amount: int, **fields: Any) -> Posting:
    given: dict[str, Any] = {
        "key": ids.new(),
        "kind": TransferKind.EARN,
        "effective_on": date(2026, 3, 2),
        "source_type": "needs.order",
        "source_id": UUID(int=1),
        "policy_id": None,
        "explanation": {"为什么": "测试"},
    }
    return Posting(debit=debit, credit=credit, amount=amount, **given | fields)


async def given_accounts(credit: ServiceKit) -> tuple[UUID, UUID]:
    """The issuing account and an organization's."""
    _, _, community = await credit.regions()
    holder = await account_of(credit, await given_an_organization(credit, community))
    async with credit.begin() as uow:
        issuer = await system_account(uow, kind=AccountKind.ISSUE, region_id=community.id)
    return issuer, holder.id


async def posted(credit: ServiceKit, asked: Posting) -> UUID:
    async with credit.begin() as uow:
        await uow.session.execute(text("SELECT 1"))
        return await post(uow, asked)


async def balance_of(credit: ServiceKit, account_id: UUID) -> Balance:
    async with credit.begin() as uow:
        return await uow.session.get_one(Balance, account_id)


async def test_a_posting_moves_credits_and_tells(credit: ServiceKit) -> None:
    issuer, holder = await given_accounts(credit)

    transfer_id = await posted(credit, posting(issuer, holder, 21))

    balance = await balance_of(credit, holder)
    (told,) = await credit.events("credit.transfer.posted.v1")
    assert (balance.posted, balance.version) == (21, 1)
    assert TransferPosted.model_validate(told).transfer_id == transfer_id
    assert (told["amount"], told["account_id"]) == (21, str(holder))


async def test_the_same_posting_again_is_the_same_transfer(credit: ServiceKit) -> None:
    issuer, holder = await given_accounts(credit)
    asked = posting(issuer, holder, 21)
    first = await posted(credit, asked)

    again = await posted(credit, asked)

    assert again == first
    assert (await balance_of(credit, holder)).posted == 21


@pytest.mark.parametrize(
    "other",
    [{"amount": 22}, {"effective_on": date(2026, 3, 3)}, {"explanation": {"为什么": "别的"}}],
    ids=lambda other: next(iter(other)),
)
async def test_a_key_is_refused_for_another_posting(
    credit: ServiceKit, other: dict[str, Any]
) -> None:
    issuer, holder = await given_accounts(credit)
    asked: dict[str, Any] = {"amount": 21, "key": ids.new()}
    await posted(credit, posting(issuer, holder, **asked))

    with pytest.raises(KeyReused):
        await posted(credit, posting(issuer, holder, **asked | other))


async def test_nobody_gives_what_he_does_not_have(credit: ServiceKit) -> None:
    issuer, holder = await given_accounts(credit)
    await posted(credit, posting(issuer, holder, 20))

    with pytest.raises(InsufficientCredits) as refusal:
        await posted(credit, posting(holder, issuer, 21))

    assert (refusal.value.requested, refusal.value.available) == (21, 20)
    assert (await balance_of(credit, holder)).posted == 20


async def test_an_unknown_account_is_refused(credit: ServiceKit) -> None:
    issuer, _ = await given_accounts(credit)

    with pytest.raises(AccountUnusable):
        await posted(credit, posting(issuer, ids.new(), 5))


async def test_nobody_posts_to_himself(credit: ServiceKit) -> None:
    issuer, holder = await given_accounts(credit)
    await posted(credit, posting(issuer, holder, 5))

    for account in (issuer, holder):
        with pytest.raises(AccountUnusable):
            await posted(credit, posting(account, account, 5))


async def test_an_account_in_suspense_receives_nothing(credit: ServiceKit) -> None:
    issuer, _ = await given_accounts(credit)
    waiting = Account(kind=AccountKind.HOLDER, organization_id=ids.new(), region_id=ids.new())
    async with credit.begin() as uow:
        uow.add(waiting)

    with pytest.raises(AccountUnusable):
        await posted(credit, posting(issuer, waiting.id, 5))


@pytest.mark.parametrize("amount", [0, -1])
async def test_an_amount_is_positive(credit: ServiceKit, amount: int) -> None:
    issuer, holder = await given_accounts(credit)

    with pytest.raises(Exception, match="ck_transfer_amount"):
        await posted(credit, posting(issuer, holder, amount))


@pytest.mark.parametrize("table", ["transfer", "entry", "balance"])
@pytest.mark.parametrize(
    "change",
    ["INSERT INTO {0} SELECT * FROM {0}", "UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"],
    ids=["insert", "update", "delete"],
)
async def test_the_application_cannot_touch_the_journal(
    credit: ServiceKit, table: str, change: str
) -> None:
    column = {"transfer": "amount", "entry": "amount", "balance": "available"}[table]

    with pytest.raises(DBAPIError, match="permission denied"):
        async with credit.begin() as uow:
            await uow.session.execute(text(change.format(table, column)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(
            st.integers(min_value=0, max_value=9),
            st.booleans(),
            st.integers(min_value=0, max_value=2),
            st.integers(min_value=1, max_value=50),
        ),
        max_size=12,
    )
)
async def test_whatever_is_posted_sums_to_zero_without_gaps(
    credit: ServiceKit, moves: list[tuple[int, bool, int, int]]
) -> None:
    issuer, _ = await given_accounts(credit)
    holders = [(await given_accounts(credit))[1] for _ in range(3)]
    keys, model = [ids.new() for _ in range(10)], dict.fromkeys(holders, 0)
    known: dict[UUID, tuple[bool, UUID, int]] = {}

    for key, gives, which, amount in moves:
        wanted = (gives, holders[which], amount)
        sides = (holders[which], issuer) if gives else (issuer, holders[which])
        asked = posting(*sides, amount, key=keys[key])
        if keys[key] in known and known[keys[key]] != wanted:
            with pytest.raises(KeyReused):
                await posted(credit, asked)
        elif keys[key] not in known and gives and model[holders[which]] < amount:
            with pytest.raises(InsufficientCredits):
                await posted(credit, asked)
        else:
            await posted(credit, asked)
            if keys[key] not in known:
                model[holders[which]] += -amount if gives else amount
            known[keys[key]] = wanted

    async with credit.begin() as uow:
        assert await uow.session.scalar(select(func.coalesce(func.sum(Entry.amount), 0))) == 0
        for holder in holders:
            mine = select(Entry).where(Entry.account_id == holder).order_by(Entry.seq)
            lines = (await uow.session.scalars(mine)).all()
            assert [line.seq for line in lines] == [*range(1, len(lines) + 1)]
            assert sum(line.amount for line in lines) == model[holder]
            assert (await uow.session.get_one(Balance, holder)).posted == model[holder]
        whole = select(func.count()).select_from(Transfer)
        assert await uow.session.scalar(select(func.count()).select_from(Entry)) == (
            2 * (await uow.session.scalar(whole) or 0)
        )
