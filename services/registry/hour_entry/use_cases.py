"""What can be done with hours. Each function runs inside its caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.registry.account.queries import own_accounts
from services.registry.hour_entry import queries, rules
from services.registry.hour_entry.errors import (
    NotInTeam,
    NotServing,
    NotYourHours,
    NumberUnknown,
    OrganizerInactive,
    OwnHours,
    SecondPersonNeeded,
)
from services.registry.hour_entry.model import HourEntry
from services.registry.hour_entry.rules import Served
from services.registry.organization import queries as organizations
from services.registry.organization.model import Organization
from services.registry.record_certificate.use_cases import revoke_resting_on
from services.registry.team.model import Team
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.rules import serves_throughout
from services.registry.volunteer.use_cases import KEEPERS
from shared import regions
from shared.access import Role
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

SOURCE = "spec/registry.md §2.11"
DAY_MINUTES = Parameter(
    "registry.hours.day_minutes_max", whole(60, 1_440), default=960, source=SOURCE
)
LATE_DAYS = Parameter("registry.hours.late_days", whole(1, 366), default=30, source=SOURCE)


@dataclass(frozen=True)
class Row:
    """Whose time it was, and where in the request it stands."""

    pointer: str
    number: str
    served: Served


@dataclass(frozen=True)
class Activity:
    """What they did, for whom and where; with which team, if a leader says so."""

    organization_id: UUID
    team_id: UUID | None
    region_id: UUID
    activity: str


async def record_hours(
    uow: UnitOfWork, *, done: Activity, rows: Sequence[Row], at: datetime
) -> list[HourEntry]:
    """Record what volunteers served, and certify thereby what is not late; all of it or nothing."""
    team = await _team_of_recorder(uow, done)
    await regions.get(uow.session, done.region_id)
    for row in rows:
        rules.check_times(row.served, pointer=row.pointer, at=at)
    known = await queries.volunteers_named(uow, {row.number for row in rows})
    day = timedelta(days=1)
    since, until = (
        min(row.served.started_at for row in rows) - day,
        max(row.served.ended_at for row in rows) + day,
    )
    his = await queries.live_between(uow, [one.id for one in known.values()], since, until)
    minutes_max = await DAY_MINUTES.value(uow, region_id=done.region_id, at=at)
    late_days = await LATE_DAYS.value(uow, region_id=done.region_id, at=at)
    made = []
    for row in rows:
        volunteer = _served_by(uow, row, known, team)
        others = [one.served for one in his[volunteer.id]]
        rules.check_beside(row.served, others, pointer=row.pointer, minutes_max=minutes_max)
        entry = _entry(uow, done, volunteer, row.served, at=at)
        his[volunteer.id].append(entry)
        if not rules.is_late(row.served, days=late_days, at=at):
            _certify(uow, entry, volunteer, at=at)
        made.append(entry)
    return made


async def confirm_hours(uow: UnitOfWork, *, entry_id: UUID, at: datetime) -> HourEntry:
    """Let late hours count; by somebody else than who recorded them."""
    entry, volunteer = await _decidable(uow, entry_id)
    if entry.recorded_by_id in await own_accounts(uow):
        raise SecondPersonNeeded
    _certify(uow, entry, volunteer, at=at)
    return entry


async def refuse_hours(uow: UnitOfWork, *, entry_id: UUID, reason: str) -> HourEntry:
    """Let late hours not count."""
    entry, _ = await _decidable(uow, entry_id)
    entry.refuse(reason, by=uow.actor.id)
    return entry


async def correct_hours(uow: UnitOfWork, *, entry_id: UUID, reason: str, at: datetime) -> HourEntry:
    """Take hours back by a reversing entry, and the certificates with them; answers the entry."""
    entry, _ = await _decidable(uow, entry_id)
    correction = entry.reverse(reason, by=uow.actor.id, at=at)
    uow.add(correction)
    uow.emit(correction.as_correction())
    await revoke_resting_on(uow, entry=entry, at=at)
    return correction


def _entry(
    uow: UnitOfWork, done: Activity, volunteer: Volunteer, served: Served, *, at: datetime
) -> HourEntry:
    entry = HourEntry(
        volunteer_id=volunteer.id,
        organization_id=done.organization_id,
        region_id=done.region_id,
        **served._asdict(),
        activity=done.activity,
        recorded_by_id=uow.actor.id,
        recorded_at=at,
    )
    uow.add(entry)
    return entry


def _certify(uow: UnitOfWork, entry: HourEntry, volunteer: Volunteer, *, at: datetime) -> None:
    uow.emit(entry.certify(by=uow.actor.id, at=at))
    volunteer.serve(day_of(entry.ended_at))


def _served_by(
    uow: UnitOfWork, row: Row, known: dict[str, Volunteer], team: Team | None
) -> Volunteer:
    """Whose hours a row is about, if the actor may record them."""
    volunteer = known.get(row.number)
    if volunteer is None:
        raise NumberUnknown(f"{row.pointer}/number")
    if volunteer.person_id == uow.actor.person_id:
        raise OwnHours(row.pointer)
    if team is not None and volunteer.person_id not in team.member_ids:
        raise NotInTeam(f"{row.pointer}/number")
    if not serves_throughout(volunteer.spans, row.served.started_at, row.served.ended_at):
        raise NotServing(row.pointer)
    return volunteer


async def _team_of_recorder(uow: UnitOfWork, done: Activity) -> Team | None:
    """None for a manager of the organization; a leader is active in the team that he names."""
    seen = organizations.visible(uow.actor)
    organization = await uow.see(Organization, done.organization_id, seen)
    manages = uow.actor.acts_for(organization.id, Role.ORG_MANAGER)
    if not manages and not uow.actor.acts_for(organization.id, Role.TEAM_LEADER):
        raise NotYourHours
    if not organization.active:
        raise OrganizerInactive(state=organization.state)
    if done.team_id is None:
        if manages:
            return None
        raise NotInTeam("/team_id")
    team = await uow.see(Team, done.team_id, Team.organization_id == organization.id)
    him = uow.actor.person_id
    if not manages and (him not in team.member_ids or him in team.inactive_ids):
        raise NotInTeam("/team_id")
    return team


async def _decidable(uow: UnitOfWork, entry_id: UUID) -> tuple[HourEntry, Volunteer]:
    """An entry for its organization's managers, and the staff of the place; not one's own."""
    named = await uow.see(HourEntry, entry_id, queries.visible(uow.actor))
    volunteer = await uow.lock(Volunteer, named.volunteer_id)
    entry = await uow.get(HourEntry, entry_id)
    region = await regions.get(uow.session, entry.region_id)
    manages = uow.actor.acts_for(entry.organization_id, Role.ORG_MANAGER)
    if not manages and not uow.actor.governs(region.path, *KEEPERS):
        raise NotYourHours
    if volunteer.person_id == uow.actor.person_id:
        raise OwnHours("")
    return entry, volunteer
