"""What is known of orders is stored, many at once, as one by one."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from services.credit.order_record.model import OrderRecord
from shared import ids
from shared.audit import AuditRow
from shared.db import UnitOfWork
from shared.testing.kit import ServiceKit


async def records(uow: UnitOfWork) -> list[OrderRecord]:
    return list(await uow.session.scalars(select(OrderRecord).order_by(OrderRecord.id)))


async def given_records(credit: ServiceKit) -> None:
    async with credit.begin() as uow:
        for _ in range(3):
            uow.add(OrderRecord(organization_id=ids.new(), region_id=ids.new()))


async def test_what_changed_is_stored_with_its_version_and_its_audit(credit: ServiceKit) -> None:
    await given_records(credit)

    async with credit.begin() as uow:
        first, second, untouched = await records(uow)
        first.posted, second.posted, second.score = 7, 8, 4
        await uow.store([first, second, untouched])
        versions = [one.version for one in (first, second, untouched)]
        second.score = 5

    async with credit.begin() as uow:
        found = [(one.version, one.posted, one.score) for one in await records(uow)]
        audit = select(AuditRow.seq, AuditRow.record).where(AuditRow.entity_id == second.id)
        told = (await uow.session.execute(audit.order_by(AuditRow.seq))).all()
    assert versions == [2, 2, 1]
    assert found == [(2, 7, None), (3, 8, 5), (1, 0, None)]
    assert [row.seq for row in told] == [1, 2]
    assert '"changes":{"posted":8,"score":5}' in told[1].record


async def test_a_row_that_changed_meanwhile_is_not_overwritten(credit: ServiceKit) -> None:
    await given_records(credit)

    async def overwrite() -> None:
        async with credit.begin() as uow:
            first, second, _ = await records(uow)
            first.posted, second.posted = 7, 8
            set_committed_value(second, "version", 9)
            await uow.store([first, second])

    with pytest.raises(StaleDataError):
        await overwrite()

    async with credit.begin() as uow:
        assert [one.posted for one in await records(uow)] == [0, 0, 0]


async def test_new_ones_are_stored_together_whole_and_can_be_changed_at_once(
    credit: ServiceKit,
) -> None:
    async with credit.begin() as uow:
        new = [OrderRecord(organization_id=ids.new(), region_id=ids.new()) for _ in range(3)]
        new[0].score = 4
        await uow.store(new)
        new[1].posted = 9
        await uow.store(new)
        versions = [one.version for one in new]

    async with credit.begin() as uow:
        found = {one.id: one for one in await records(uow)}
        audit = select(AuditRow.seq, AuditRow.record).where(AuditRow.entity_id == new[1].id)
        told = (await uow.session.execute(audit)).all()
    stored = [found[one.id] for one in new]
    assert versions == [1, 2, 1]
    assert [(one.score, one.posted, one.flagged) for one in stored] == [
        (4, 0, False),
        (None, 9, False),
        (None, 0, False),
    ]
    assert [row.seq for row in told] == [1]
    assert f'"organization_id":"{new[1].organization_id}"' in told[0].record
    assert '"posted":9' in told[0].record
