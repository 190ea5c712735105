"""What ends an entry. Locks: the organization, then its entries."""

from datetime import timedelta
from uuid import UUID

from services.registry.credit_entry import queries
from services.registry.credit_entry.errors import (
    LaterGround,
    ListedTooShort,
    NotAppliedFor,
    NotCanceled,
)
from services.registry.credit_entry.model import CreditEntry
from services.registry.credit_entry.states import CreditEntryAction, CreditEntryState, Ground
from services.registry.credit_entry.use_cases import EXPIRY, LONG_LISTED, SOURCE, found
from services.registry.organization.model import YEARS, Organization
from services.registry.organization.rules import full_years_on
from services.registry.organization.states import OrganizationState
from services.registry.organization.use_cases import require_other
from services.registry.oversight.queries import DECIDERS, REGISTRARS
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

REMOVAL = Parameter(
    "registry.credit.removal", Duration, default=Duration(value=5, unit="wd"), source=SOURCE
)
SERIOUS_YEARS = Parameter("registry.credit.serious_years", YEARS, default=2, source=SOURCE)

REMOVAL_DUE = "credit_entry_removal"
"""The timer that removes what was verified and nobody decided on in time."""
A_MOMENT = timedelta(seconds=1)


async def verify_entry(uow: UnitOfWork, *, entry_id: UUID, finding: str) -> CreditEntry:
    """Confirm that the body did what it had to; it leaves the list within five working days."""
    entry, body = await found(uow, entry_id, *REGISTRARS)
    length = await REMOVAL.value(uow, region_id=entry.region_id, at=uow.at)
    remove_by = due(uow.at, length).at
    applied = entry.state is CreditEntryState.APPLIED
    entry.verify(finding, by=uow.actor.id, remove_by=remove_by)
    if entry.is_serious:
        await _require_removable(uow, entry, body, applied=applied)
    await uow.schedule(REMOVAL_DUE, entry.id, remove_by + A_MOMENT)
    return entry


async def decide_removal(
    uow: UnitOfWork, *, entry_id: UUID, removed: bool, reason: str
) -> CreditEntry:
    """Take the body off the list or not, as another officer than who verified it."""
    entry, _ = await found(uow, entry_id, *DECIDERS)
    await require_other(uow, entry.verified_by)
    if removed:
        await _end(uow, entry, CreditEntryAction.REMOVE, reason)
    else:
        entry.keep(reason)
        await uow.unschedule(REMOVAL_DUE, entry.id)
        await _expire_late(uow, entry)
    return entry


async def correct_entry(uow: UnitOfWork, *, entry_id: UUID, reason: str) -> CreditEntry:
    """Take back an entry that should never have been made, as another officer than who made it."""
    entry, _ = await found(uow, entry_id, *DECIDERS)
    await require_other(uow, entry.decided_by, entry.verified_by)
    await _end(uow, entry, CreditEntryAction.CORRECT, reason)
    return entry


async def remove_in_time(uow: UnitOfWork, *, entry_id: UUID) -> None:
    """It was verified, and nobody decided on it within its days: the body is off the list."""
    entry = await _locked(uow, entry_id)
    if entry.state is CreditEntryState.VERIFIED:
        await _end(uow, entry, CreditEntryAction.REMOVE, "核实后已满规定期限。")


async def expire_entry(uow: UnitOfWork, *, entry_id: UUID) -> None:
    """Nothing was to be mended, and its months are over."""
    entry = await _locked(uow, entry_id)
    if entry.stands and entry.state is not CreditEntryState.VERIFIED:
        await _expire_late(uow, entry)


async def _expire_late(uow: UnitOfWork, entry: CreditEntry) -> None:
    if entry.ends_on is not None and entry.ends_on <= day_of(uow.at):
        await _end(uow, entry, CreditEntryAction.EXPIRE, "列入期限已满。")


async def _locked(uow: UnitOfWork, entry_id: UUID) -> CreditEntry:
    named = await uow.see(CreditEntry, entry_id)
    await uow.lock(Organization, named.organization_id)
    return await uow.get(CreditEntry, entry_id)


async def _end(uow: UnitOfWork, entry: CreditEntry, action: CreditEntryAction, reason: str) -> None:
    uow.emit(entry.end(action, reason, by=uow.actor.id, at=uow.at))
    for timer in (EXPIRY, LONG_LISTED, REMOVAL_DUE):
        await uow.unschedule(timer, entry.id)


async def _require_removable(
    uow: UnitOfWork, entry: CreditEntry, body: Organization, *, applied: bool
) -> None:
    """Refuse whoever has to stay on the list of serious violations (spec/registry.md §2.9)."""
    if not applied:
        raise NotAppliedFor
    assert entry.listed_on is not None
    years = await SERIOUS_YEARS.value(uow, region_id=entry.region_id, at=uow.at)
    removable_on = full_years_on(entry.listed_on, years)
    if day_of(uow.at) < removable_on:
        raise ListedTooShort(removable_on)
    if later := await queries.later_entry(uow, entry):
        raise LaterGround(ground=later.ground, entry_id=str(later.id))
    if entry.ground is Ground.B7 and body.state is not OrganizationState.CANCELED:
        raise NotCanceled(state=body.state)
