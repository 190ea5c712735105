"""A district's books and one holder, and what can be done with them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from services.credit.account.model import AccountKind, Balance
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from services.credit.transfer.model import HoldState, Posting, Transfer, TransferKind
from shared import ids
from shared.testing.kit import ServiceKit
from tests.credit.by_hand import approved, redeemed, upheld
from tests.credit.given import account_of, given_an_organization

DAY = date(2026, 3, 2)


class Book:
    """A district's system accounts and one holder, and what can be done with them."""

    def __init__(self, credit: ServiceKit, community: Any, holder: UUID) -> None:
        self.credit, self.community, self.holder = credit, community, holder

    async def system(self, kind: AccountKind) -> UUID:
        async with self.credit.begin() as uow:
            return await system_account(uow, kind=kind, region_id=self.community.id)

    async def give(self, amount: int, **fields: Any) -> UUID:
        return await self.post(await self.system(AccountKind.ISSUE), self.holder, amount, **fields)

    async def take(self, amount: int, **fields: Any) -> UUID:
        kind = {"kind": TransferKind.PENALIZE, "arrears": True}
        decided = {"source_type": "credit.penalty", "source_id": ids.new()}
        forfeited = await self.system(AccountKind.FORFEITED)
        asked = posting(self.holder, forfeited, amount, **kind | decided | fields)
        async with self.credit.begin() as uow:
            await uow.session.execute(text("SELECT 1"))
            posted = await ledger.post(uow, asked)
            if asked.kind is TransferKind.PENALIZE:
                await upheld(uow, asked, posted)
            return posted

    async def post(self, debit: UUID, credit: UUID, amount: int, **fields: Any) -> UUID:
        async with self.credit.begin() as uow:
            await uow.session.execute(text("SELECT 1"))
            return await ledger.post(uow, posting(debit, credit, amount, **fields))

    async def undo(self, transfer_id: UUID, amount: int, **fields: Any) -> UUID:
        async with self.credit.begin() as uow:
            original = await uow.session.get_one(Transfer, transfer_id)
        undone = {"kind": TransferKind.REVERSE, "reverses": transfer_id, "arrears": True}
        decided = {"source_type": "credit.grant", "source_id": ids.new()}
        asked = posting(original.credit, original.debit, amount, **undone | decided | fields)
        async with self.credit.begin() as uow:
            await uow.session.execute(text("SELECT 1"))
            posted = await ledger.post(uow, asked)
            await approved(uow, asked, posted, self.holder)
            return posted

    async def hold(self, amount: int, source: UUID | None = None) -> UUID:
        async with self.credit.begin() as uow:
            await uow.session.execute(text("SELECT 1"))
            return await ledger.hold(
                uow,
                account_id=self.holder,
                amount=amount,
                expires_at=self.credit.now + timedelta(days=30),
                source=("credit.redemption", source or ids.new()),
            )

    async def capture(self, hold_id: UUID, amount: int) -> UUID:
        to = await self.system(AccountKind.REDEEMED)
        async with self.credit.begin() as uow:
            await uow.session.execute(text("SELECT 1"))
            spent = await ledger.capture(
                uow, hold_id=hold_id, amount=amount, to=to, explanation={"zh": "兑换"}
            )
            await redeemed(uow, hold_id, amount, spent)
            return spent

    async def release(self, hold_id: UUID, outcome: HoldState = HoldState.VOIDED) -> None:
        async with self.credit.begin() as uow:
            await uow.session.execute(text("SELECT 1"))
            await ledger.release(uow, hold_id=hold_id, outcome=outcome)

    async def batch(self, *postings: Posting, whole: bool = False) -> list[str]:
        async with self.credit.begin() as uow:
            await uow.session.execute(text("SELECT 1"))
            outcomes = await ledger.post_batch(uow, postings, whole=whole)
        return [outcome.status for outcome in outcomes]

    async def stands(self, holder: UUID | None = None) -> tuple[int, int, int]:
        """What is posted, held and in arrears."""
        async with self.credit.begin() as uow:
            balance = await uow.session.get_one(Balance, holder or self.holder)
        assert balance.available >= 0
        assert balance.arrears == 0 or balance.available == 0
        return balance.posted, balance.held, balance.arrears

    async def another(self) -> UUID:
        told = await given_an_organization(self.credit, self.community)
        return (await account_of(self.credit, told)).id


def posting(debit: UUID, credit: UUID, amount: int, **fields: Any) -> Posting:
    given: dict[str, Any] = {
        "key": ids.new(),
        "kind": TransferKind.EARN,
        "effective_on": DAY,
        "source_type": "test.fact",
        "source_id": UUID(int=1),
        "policy_id": None,
        "explanation": {"为什么": "测试"},
    }
    return Posting(debit=debit, credit=credit, amount=amount, **given | fields)
