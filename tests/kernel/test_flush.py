"""What a transaction holds is written in one statement, as if it were written row by row."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, event, func, inspect, select, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from services.credit.account.model import Account, AccountKind
from services.credit.earning.model import Earning
from services.credit.grant.model import Grant
from services.credit.order_record.model import OrderRecord
from services.credit.policy.model import EarningPolicy
from services.registry.household.model import Household
from services.registry.person.model import Person
from services.registry.person.states import PersonalField
from shared import flush, ids
from shared.audit import AuditRow
from shared.db import UnitOfWork
from shared.flush import FEW
from shared.orm import Row
from shared.row_texts import Deed, Shape, columns_of, text_of
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree

NUMBERS = pytest.mark.parametrize("number", [3, FEW + 3])
"""Of rows alike: written one by one, and as arrays."""


def made(number: int) -> list[OrderRecord]:
    return [OrderRecord(organization_id=ids.new(), region_id=ids.new()) for _ in range(number)]


def whole_row(deed: Deed, kind: type[Row]) -> Shape:
    found_by = Shape(deed, kind.__tablename__, (), kind).found_by
    columns = [] if deed is Deed.DELETE else inspect(kind).columns.items()
    stored = [key for key, column in columns if isinstance(column, Column)]
    names = tuple(key for key in stored if key not in found_by)
    return Shape(deed, kind.__tablename__, names, kind)


async def given(credit: ServiceKit, number: int) -> None:
    async with credit.begin() as uow:
        for one in made(number):
            uow.add(one)


async def stored(uow: UnitOfWork) -> list[OrderRecord]:
    return list(await uow.session.scalars(select(OrderRecord).order_by(OrderRecord.id)))


@asynccontextmanager
async def statements(uow: UnitOfWork) -> AsyncGenerator[list[str], None]:
    """The texts that are sent in this block."""
    sent: list[str] = []
    connection = (await uow.session.connection()).sync_connection

    def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", hear)
    yield sent
    event.remove(connection, "before_cursor_execute", hear)


async def records_told(uow: UnitOfWork, one: OrderRecord) -> list[str]:
    told = select(AuditRow.record).where(AuditRow.entity_id == one.id).order_by(AuditRow.seq)
    return list(await uow.session.scalars(told))


@NUMBERS
async def test_what_changed_is_stored_with_its_version_and_its_audit(
    credit: ServiceKit, number: int
) -> None:
    await given(credit, number)

    async with credit.begin() as uow:
        *touched, untouched = await stored(uow)
        for at, one in enumerate(touched):
            one.posted = 10 + at
        await uow.flush()
        versions = [one.version for one in (*touched, untouched)]
        touched[0].score = 5

    async with credit.begin() as uow:
        found = await stored(uow)
        told = await records_told(uow, touched[0])
    assert versions == [2] * (number - 1) + [1]
    assert [one.version for one in found] == [3, *versions[1:]]
    assert [one.posted for one in found] == [*range(10, 9 + number), 0]
    assert [one.score for one in found] == [5] + [None] * (number - 1)
    assert len(told) == 2
    assert '"changes":{"posted":10,"score":5}' in told[1]


@NUMBERS
async def test_new_ones_are_stored_whole_and_can_be_changed_at_once(
    credit: ServiceKit, number: int
) -> None:
    async with credit.begin() as uow:
        new = made(number)
        new[0].score = 4
        for one in new:
            uow.add(one)
        await uow.flush()
        new[1].posted = 9
        await uow.flush()
        versions = [one.version for one in new]

    async with credit.begin() as uow:
        found = {one.id: one for one in await stored(uow)}
        told = await records_told(uow, new[1])
    assert versions == [1, 2, *[1] * (number - 2)]
    assert [(found[one.id].score, found[one.id].posted, found[one.id].flagged) for one in new] == [
        (4, 0, False),
        (None, 9, False),
        *[(None, 0, False)] * (number - 2),
    ]
    assert len(told) == 1
    assert f'"organization_id":"{new[1].organization_id}"' in told[0]
    assert '"posted":9' in told[0]


@NUMBERS
async def test_what_is_deleted_is_gone_and_told(credit: ServiceKit, number: int) -> None:
    await given(credit, number)

    async with credit.begin() as uow:
        first, *_, last = await stored(uow)
        for one in await stored(uow):
            if one is not last:
                await uow.session.delete(one)

    async with credit.begin() as uow:
        assert [one.id for one in await stored(uow)] == [last.id]
        assert '"deleted":true' in (await records_told(uow, first))[-1]


async def test_all_of_it_takes_one_statement(credit: ServiceKit) -> None:
    await given(credit, 3)

    async with credit.begin() as uow:
        first, second, third = await stored(uow)
        first.posted, second.score = 7, 3
        await uow.session.delete(third)
        uow.add(made(1)[0])
        async with statements(uow) as sent:
            await uow.flush()
            await uow.flush()
        assert len(sent) == 1
        assert [one.posted for one in await stored(uow)][:2] == [7, 0]


async def test_what_others_refer_to_is_stored_before_them(credit: ServiceKit) -> None:
    async with credit.begin() as uow:
        policy_id = await uow.session.scalar(select(EarningPolicy.id).limit(1))
        account = Account(kind=AccountKind.OPENING, region_id=ids.new())
        told: dict[str, Any] = {
            "account_id": account.id,
            "policy_id": policy_id,
            "inputs": {},
            "steps": {},
        }
        for record in made(FEW):
            uow.add(Earning(order_id=record.id, revision=1, amount=1, **told))
            uow.add(record)
        uow.add(account)

    async with credit.begin() as uow:
        assert len((await uow.session.scalars(select(Earning.id))).all()) == FEW


async def test_what_was_set_to_what_it_was_is_not_written(credit: ServiceKit) -> None:
    await given(credit, 1)

    async with credit.begin() as uow:
        (only,) = await stored(uow)
        only.posted = only.posted + 0
        async with statements(uow) as sent:
            await uow.flush()
        assert (sent, only.version) == ([], 1)


@NUMBERS
@pytest.mark.parametrize("deed", ["change", "delete"])
async def test_a_row_that_changed_meanwhile_is_not_overwritten(
    credit: ServiceKit, number: int, deed: str
) -> None:
    await given(credit, number)

    async def overwrite() -> None:
        async with credit.begin() as uow:
            found = await stored(uow)
            set_committed_value(found[1], "version", 9)
            for one in found:
                if deed == "change":
                    one.posted = 7
                else:
                    await uow.session.delete(one)

    with pytest.raises(StaleDataError):
        await overwrite()

    async with credit.begin() as uow:
        assert [one.posted for one in await stored(uow)] == [0] * number


async def test_who_catches_a_refused_write_cannot_commit_the_rest(credit: ServiceKit) -> None:
    await given(credit, 2)

    async def go_on_regardless() -> None:
        async with credit.begin() as uow:
            first, second = await stored(uow)
            first.posted, second.posted = 7, 8
            set_committed_value(second, "version", 9)
            with suppress(StaleDataError):
                await uow.flush()

    with pytest.raises(InvalidRequestError):
        await go_on_regardless()

    async with credit.begin() as uow:
        assert [one.posted for one in await stored(uow)] == [0, 0]


async def test_a_document_that_is_left_out_is_no_document(credit: ServiceKit) -> None:
    async with credit.begin() as uow:
        told: dict[str, Any] = {"kind": "grant", "lines": [], "reason": "", "evidence": []}
        uow.add(Grant(region_id=ids.new(), whole=True, proposed_by=ids.new(), **told))

    async with credit.begin() as uow:
        assert await uow.session.scalar(text("SELECT outcomes IS NULL FROM grant_request"))


async def test_there_are_no_savepoints(credit: ServiceKit) -> None:
    async with credit.begin() as uow:
        with pytest.raises(InvalidRequestError, match="whole or not at all"):
            await uow.session.begin_nested()


@NUMBERS
async def test_who_refers_to_a_new_row_and_leaves_an_old_one_is_written_in_between(
    registry: ServiceKit, number: int
) -> None:
    community = (await given_a_tree(registry)).community
    old, new = Household(region_id=community.id), Household(region_id=community.id)
    async with registry.begin() as uow:
        for one in (old, new):
            one.seal(uow.vault, "弇山路1号")
        uow.add(old)
        for _ in range(number):
            person = Person(region_id=community.id, household_id=old.id)
            person.seal(uow.vault, PersonalField.NAME, "陈阿婆")
            uow.add(person)

    async with registry.begin() as uow:
        await uow.session.delete(await uow.get(Household, old.id))
        with uow.session.no_autoflush:
            for person in await uow.session.scalars(select(Person)):
                person.household_id = new.id
        uow.add(new)

    async with registry.begin() as uow:
        found = await uow.session.scalars(select(Person.household_id))
        assert found.all() == [new.id] * number


async def test_a_statement_writes_a_limited_number_of_rows(
    credit: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flush, "MANY", FEW)

    async with credit.begin() as uow:
        uow.session.add_all(made(2 * FEW + 1))
        async with statements(uow) as sent:
            await uow.flush()

    async with credit.begin() as uow:
        assert (len(sent), len(await stored(uow))) == (3, 2 * FEW + 1)


def test_what_only_the_orm_would_fill_in_is_refused() -> None:
    class Stamped(Row, kw_only=True):
        __tablename__ = "stamped"
        metadata = MetaData()

        id: Mapped[int] = mapped_column(primary_key=True)
        made_at: Mapped[datetime | None] = mapped_column(insert_default=func.now(), init=False)

    class Touched(Row, kw_only=True):
        __tablename__ = "touched"
        metadata = MetaData()

        id: Mapped[int] = mapped_column(primary_key=True)
        changed_at: Mapped[datetime | None] = mapped_column(onupdate=func.now(), default=None)

    class Linked(Row, kw_only=True):
        __tablename__ = "linked"
        metadata = MetaData()

        id: Mapped[int] = mapped_column(primary_key=True)
        after_id: Mapped[int | None] = mapped_column(ForeignKey("linked.id"), init=False)
        after: Mapped["Linked | None"] = relationship(remote_side="Linked.id", default=None)

    for kind in (Stamped, Touched, Linked):
        with pytest.raises(AssertionError, match="nobody fills in"):
            columns_of(kind)


async def test_every_column_of_every_table_can_be_written(
    needs: ServiceKit, registry: ServiceKit, procurement: ServiceKit, credit: ServiceKit
) -> None:
    kinds: list[type[Row]] = [one.class_ for one in Row.registry.mappers]
    kits = {"needs": needs, "registry": registry, "procurement": procurement, "credit": credit}
    for name, kit in kits.items():
        parts = ("shared.", f"services.{name}.")
        async with kit.begin() as uow:
            connection = await uow.session.connection()
            there = set(await uow.session.scalars(text("SELECT tablename FROM pg_tables")))
            own = [one for one in kinds if one.__module__.startswith(parts)]
            for kind, deed, many in product(own, Deed, (False, True)):
                shape = whole_row(deed, kind)
                if kind.__tablename__ in there and (shape.names or deed is Deed.DELETE):
                    await connection.exec_driver_sql(f"PREPARE one AS {text_of(((shape, many),))}")
                    await connection.exec_driver_sql("DEALLOCATE one")
        assert len(own) > FEW
