"""How hours become points.

Every entry is taken down, then its month is settled by all that is known of it; so the same
entries lead to the same points in whatever order they arrive.
"""

from uuid import UUID

from sqlalchemy import select

from services.credit.account import use_cases as accounts
from services.credit.account.model import Account, AccountKind, Unit
from services.credit.account.queries import wait_for_first
from services.credit.account.states import AccountState
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from services.credit.volunteer_point import queries
from services.credit.volunteer_point.model import HourRecord, PointMonth, month_id
from services.credit.volunteer_point.rules import month_of, summed
from services.credit.volunteer_replica.model import VolunteerReplica
from shared.clock import midnight
from shared.contracts.registry import HoursCorrected, HoursRecorded
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

MINUTES_PER_POINT = Parameter(
    "credit.volunteer.minutes_per_point",
    whole(1, 1_440),
    default=30,
    source="spec/credit.md §3: Volunteers",
)


async def take_hours(uow: UnitOfWork, *, fact: HoursRecorded | HoursCorrected) -> None:
    """Take an entry down and bring its month to what it is worth."""
    account = await _account_of(uow, fact.volunteer_id, fact.region_id)
    # the account's lock makes one volunteer's entries follow each other
    if await uow.session.get(HourRecord, fact.entry_id) is not None:
        return
    correction = isinstance(fact, HoursCorrected)
    uow.add(
        HourRecord(
            id=fact.entry_id,
            volunteer_id=fact.volunteer_id,
            organization_id=fact.organization_id,
            region_id=fact.region_id,
            month=month_of(fact.served_on),
            served_on=fact.served_on,
            minutes=-fact.minutes if correction else fact.minutes,
            corrects_id=fact.corrects_id if isinstance(fact, HoursCorrected) else None,
        )
    )
    key = month_id(fact.volunteer_id, fact.served_on)
    month = await uow.session.get(PointMonth, key)
    if month is None:
        month = PointMonth(
            id=key,
            account_id=account.id,
            volunteer_id=fact.volunteer_id,
            month=month_of(fact.served_on),
        )
        uow.add(month)
    await _settle(uow, account=account, month=month)


async def admit_volunteer(uow: UnitOfWork, *, volunteer_id: UUID) -> None:
    """Post what waited for a volunteer to become known; nothing before his first hours."""
    await wait_for_first(uow, volunteer_id)
    wanted = select(Account).where(Account.volunteer_id == volunteer_id).with_for_update()
    account = await uow.session.scalar(wanted)
    if account is None or account.state is not AccountState.SUSPENSE:
        return
    volunteer = await uow.session.get_one(VolunteerReplica, volunteer_id)
    await accounts.admit(uow, account=account, region_id=volunteer.home_region_id)
    for month in await queries.months_waiting(uow, volunteer_id):
        await _settle(uow, account=account, month=month)


async def _settle(uow: UnitOfWork, *, account: Account, month: PointMonth) -> None:
    await uow.flush()
    entries = await queries.hours_of(uow, month.volunteer_id, month.month)
    # the rate of the month and of the place of its first service: a volunteer moves, a rate changes
    begun = midnight(month.month)
    per = await MINUTES_PER_POINT.value(uow, region_id=entries[0].region_id, at=begun)
    found = summed([entry.as_hours() for entry in entries], minutes_per_point=per)
    month.take(found)
    if account.state is AccountState.SUSPENSE:
        return
    kind, unit = AccountKind.ISSUE, Unit.VOLUNTEER_POINT
    issuer = await system_account(uow, kind=kind, region_id=account.region_id, unit=unit)
    for posting in month.postings(found, issuer=issuer, per=per):
        await ledger.post(uow, posting)


async def _account_of(uow: UnitOfWork, volunteer_id: UUID, region_id: UUID) -> Account:
    """A volunteer's account, locked; opened with his first hours, in suspense while unknown."""
    wanted = select(Account).where(Account.volunteer_id == volunteer_id).with_for_update()
    wanted = wanted.execution_options(populate_existing=True)
    found = await uow.session.scalar(wanted)
    if found is None:
        await wait_for_first(uow, volunteer_id)
        found = await uow.session.scalar(wanted)
    if found is None:
        found = Account(
            kind=AccountKind.HOLDER,
            unit=Unit.VOLUNTEER_POINT,
            volunteer_id=volunteer_id,
            region_id=region_id,
        )
        uow.add(found)
        await uow.flush()
        volunteer = await uow.session.get(VolunteerReplica, volunteer_id)
        if volunteer is not None:
            await accounts.admit(uow, account=found, region_id=volunteer.home_region_id)
            await uow.flush()
    return found
