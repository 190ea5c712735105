"""Whatever happens to an account, it stands where a model of forty lines says it must."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from services.credit.transfer.errors import InsufficientCredits
from services.credit.transfer.model import Entry
from services.credit.verification.use_cases import first_fault
from shared.access import Role
from shared.crypto import Vault
from shared.testing.kit import ServiceKit
from tests.credit.book import Book
from tests.credit.given import account_of, an_order, confirmed, given_an_organization, rated

T = TypeVar("T")
WORTH = {5: 12, 4: 10, 3: 8, 2: 4, 1: 0}
"""What a menu service for one person earns by its rating (spec/credit.md §3)."""


@dataclass
class Model:
    """An account as the rules say it stands."""

    posted: int = 0
    arrears: int = 0
    holds: list[int] = field(default_factory=list)

    @property
    def available(self) -> int:
        return self.posted - sum(self.holds)

    def receive(self, amount: int) -> None:
        self.posted += amount
        self.repay()

    def repay(self) -> None:
        back = min(self.arrears, self.available)
        self.posted, self.arrears = self.posted - back, self.arrears - back

    def take(self, amount: int) -> None:
        lent = max(amount - self.available, 0)
        self.posted, self.arrears = self.posted + lent - amount, self.arrears + lent

    def release(self, captured: int) -> None:
        self.holds.pop()
        self.posted -= captured
        self.repay()


class Account(RuleBasedStateMachine):
    """The same account behind the API, on real PostgreSQL, rolled back in the end."""

    parts: Any

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.model = Model()
        self.told: list[Any] = []
        self.holds: list[UUID] = []

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def open(self) -> None:
        self.do(self._open())

    async def _open(self) -> None:
        self.engine = create_async_engine(self.parts.url)
        self.connection = await self.engine.connect()
        await self.connection.begin()
        self.kit = ServiceKit(self.parts.programs, self.connection, Vault.load(self.parts.keys))
        await self.kit.start()
        city, _, self.community = await self.kit.regions()
        self.organization = await given_an_organization(self.kit, self.community)
        self.account = await account_of(self.kit, self.organization)
        self.auditor = self.kit.actor(Role.AUDITOR, region=city)
        self.book = Book(self.kit, self.community, self.account.id)

    @rule(score=st.sampled_from(sorted(WORTH)))
    def earn(self, score: int) -> None:
        order = an_order(self.organization, self.community)
        facts = [confirmed(order), rated(order, score)]
        self.do(self.kit.receive(*facts))
        self.told += facts
        self.model.receive(WORTH[score])

    @precondition(lambda self: self.told)
    @rule()
    def replay(self) -> None:
        self.do(self.kit.receive(*reversed(self.told)))

    @rule(amount=st.integers(1, 30))
    def penalize(self, amount: int) -> None:
        self.do(self.book.take(amount))
        self.model.take(amount)

    @rule(amount=st.integers(1, 15))
    def hold(self, amount: int) -> None:
        try:
            self.holds.append(self.do(self.book.hold(amount)))
        except InsufficientCredits:
            assert amount > self.model.available
        else:
            self.model.holds.append(amount)

    @precondition(lambda self: self.holds)
    @rule()
    def release(self) -> None:
        self.do(self.book.release(self.holds.pop()))
        self.model.release(0)

    @precondition(lambda self: self.holds)
    @rule(part=st.integers(1, 15))
    def capture(self, part: int) -> None:
        amount = min(part, self.model.holds[-1])
        self.do(self.book.capture(self.holds.pop(), amount))
        self.model.release(amount)

    @invariant()
    def stands_as_the_model_says(self) -> None:
        if not hasattr(self, "book"):
            return
        answer = self.do(self.kit.get(f"/accounts/{self.account.id}", as_=self.auditor))
        found = answer.json()["balance"]
        assert found["available"] == self.model.available >= 0
        assert (found["posted"], found["arrears"]) == (self.model.posted, self.model.arrears)
        assert found["held"] == sum(self.model.holds)

    def teardown(self) -> None:
        try:
            self.do(self._close())
        finally:
            self.loop.close()

    async def _close(self) -> None:
        if not hasattr(self, "book"):
            return
        async with self.kit.begin() as uow:
            total = await uow.session.scalar(select(func.coalesce(func.sum(Entry.amount), 0)))
            fault = await first_fault(uow, witnessed={})
        await self.connection.close()
        await self.engine.dispose()
        assert (total, fault) == (0, None)


def test_the_ledger_stands_where_its_model_stands(credit_parts: Any) -> None:
    Account.parts = credit_parts
    bounded = settings(
        max_examples=5,
        stateful_step_count=10,
        suppress_health_check=[HealthCheck.too_slow],
    )

    run_state_machine_as_test(Account, settings=bounded)
