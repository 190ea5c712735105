"""What can be done with entries. Locks: the organization, then its entries.

The system proposes from data; nobody is listed but by two people (spec/registry.md §2.5, §2.9).
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.registry.credit_entry import queries, rules
from services.registry.credit_entry.errors import EntryOpen
from services.registry.credit_entry.model import CreditEntry
from services.registry.credit_entry.states import Ground
from services.registry.organization.errors import NotOverseen
from services.registry.organization.model import YEARS, Organization
from services.registry.organization.queries import LIVE
from services.registry.organization.rules import full_years_on
from services.registry.organization.states import OrganizationAction, OrganizationState, Tier
from services.registry.organization.use_cases import (
    body_overseen,
    decide_on_organization,
    require_other,
)
from services.registry.oversight.queries import DECIDERS, REGISTRARS
from shared.access import Role
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter, whole

SOURCE = "spec/registry.md §2.9"
STATEMENT = Parameter(
    "registry.credit.statement", Duration, default=Duration(value=10, unit="wd"), source=SOURCE
)
ABNORMAL_MONTHS = Parameter(
    "registry.credit.abnormal_months", whole(1, 120), default=6, source=SOURCE
)
ABNORMAL_YEARS = Parameter("registry.credit.abnormal_years", YEARS, default=2, source=SOURCE)

LISTABLE = (*LIVE, OrganizationState.REVOKED)
"""Whoever was canceled, or passed on what he had, is listed for nothing any more."""

EXPIRY, LONG_LISTED = "credit_entry_expiry", "credit_entry_long_listed"
"""The timers that end an entry where nothing is to be mended, and that look at one after years."""


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a body is said to have done, on which ground, and what shows it."""

    ground: Ground
    facts: str
    evidence: list[str] = field(default_factory=list)
    basis: dict[str, Any] = field(default_factory=dict)


async def propose_entry(uow: UnitOfWork, *, organization_id: UUID, charge: Charge) -> CreditEntry:
    """Propose by hand that a body is listed."""
    body = await body_overseen(uow, organization_id, *queries.PROPOSERS)
    if body.state not in LISTABLE:
        raise NotOverseen(organization=body.name, state=body.state)
    if found := await queries.open_entry(uow, body.id, charge.ground):
        raise EntryOpen(ground=charge.ground, entry_id=str(found.id))
    return _enter(uow, body, charge)


async def propose_by_itself(uow: UnitOfWork, *, organization: Organization, charge: Charge) -> None:
    """Propose from data that a body, which the caller has locked, is listed; a person decides."""
    if organization.tier is not Tier.REGISTERED or organization.state not in LISTABLE:
        return
    standing = await queries.standing_entries(uow, organization.id, charge.ground.credit_list)
    once = charge.ground in (Ground.B1, Ground.B5, Ground.B7)  # a state that lasts, not a deed
    if once and any(one.ground is charge.ground for one in standing):
        return
    if await queries.open_entry(uow, organization.id, charge.ground) is None:
        _enter(uow, organization, charge)


async def revoke_body(uow: UnitOfWork, *, organization_id: UUID, reason: str) -> Organization:
    """Take an organization's registration or filing away; for a registered body B7 is proposed."""
    action = OrganizationAction.REVOKE
    body = await decide_on_organization(
        uow, organization_id=organization_id, action=action, reason=reason
    )
    charge = Charge(ground=Ground.B7, facts=f"于 {day_of(uow.at)} 被撤销登记：{reason}")
    await propose_by_itself(uow, organization=body, charge=charge)
    return body


async def give_notice(uow: UnitOfWork, *, entry_id: UUID) -> CreditEntry:
    """Tell the body; it has ten working days to state its case."""
    entry, _ = await found(uow, entry_id, *REGISTRARS)
    length = await STATEMENT.value(uow, region_id=entry.region_id, at=uow.at)
    entry.give_notice(by=uow.actor.id, statement_due=due(uow.at, length).at)
    return entry


async def decide_entry(
    uow: UnitOfWork, *, entry_id: UUID, listed: bool, to_mend: str | None, reason: str
) -> CreditEntry:
    """List the body or not, as another officer than who proposed it and who gave notice."""
    entry, body = await found(uow, entry_id, *DECIDERS)
    await require_other(uow, entry.proposed_by, entry.noticed_by)
    if not listed:
        entry.drop(reason, by=uow.actor.id)
        return entry
    standing = await queries.standing_entries(uow, body.id, entry.credit_list)
    entry.enlist(reason, by=uow.actor.id, at=uow.at)
    entry.name, entry.uscc, entry.to_mend = body.name, body.uscc, to_mend
    today = day_of(uow.at)
    entry.since_on = min([today, *(one.since_on for one in standing if one.since_on)])
    uow.emit(entry.announcement(uow.at))
    if not entry.is_serious:
        await _run_clocks(uow, entry, [*standing, entry])
    return entry


async def propose_for_years(uow: UnitOfWork, *, entry_id: UUID) -> None:
    """Whoever has been on the list of abnormal activity for two years: B1 is proposed."""
    named = await uow.see(CreditEntry, entry_id)
    body = await uow.lock(Organization, named.organization_id)
    entry = await uow.get(CreditEntry, entry_id)
    if not entry.stands or entry.since_on is None:
        return
    years = await ABNORMAL_YEARS.value(uow, region_id=entry.region_id, at=uow.at)
    basis = {"entry_id": str(entry.id), "since_on": entry.since_on.isoformat(), "years": years}
    facts = f"自 {entry.since_on} 起列入活动异常名录，满 {years} 年仍未移出。"
    charge = Charge(ground=Ground.B1, facts=facts, basis=basis)
    await propose_by_itself(uow, organization=body, charge=charge)


async def found(uow: UnitOfWork, entry_id: UUID, *roles: Role) -> tuple[CreditEntry, Organization]:
    """An entry in sight and its body, of whoever holds one of the roles there."""
    named = await uow.see(CreditEntry, entry_id, queries.visible(uow.actor))
    body = await body_overseen(uow, named.organization_id, *roles)
    return await uow.get(CreditEntry, entry_id), body


def _enter(uow: UnitOfWork, body: Organization, charge: Charge) -> CreditEntry:
    entry = CreditEntry(
        organization_id=body.id,
        region_id=body.home_region_id,
        credit_list=charge.ground.credit_list,
        ground=charge.ground,
        facts=charge.facts,
        evidence=charge.evidence,
        basis=charge.basis,
        proposed_by=uow.actor.id,
        proposed_at=uow.at,
    )
    uow.add(entry)
    return entry


async def _run_clocks(uow: UnitOfWork, entry: CreditEntry, standing: list[CreditEntry]) -> None:
    """A new ground lets the months of those without anything to mend begin anew."""
    months = await ABNORMAL_MONTHS.value(uow, region_id=entry.region_id, at=uow.at)
    ends_on = rules.months_after(day_of(uow.at), months)
    for one in standing:
        if one.to_mend is None:
            one.ends_on = ends_on
            await uow.schedule(EXPIRY, one.id, midnight(ends_on))
    years = await ABNORMAL_YEARS.value(uow, region_id=entry.region_id, at=uow.at)
    assert entry.since_on is not None
    long_on = full_years_on(entry.since_on, years)
    await uow.schedule(LONG_LISTED, entry.id, midnight(long_on))
