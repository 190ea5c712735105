"""What makes a record of service credible (spec/procurement.md §2.5)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.procurement.project.states import Qualification
from services.procurement.service_log.errors import (
    ForeignWorker,
    NotYetServed,
    OutsideContract,
    OutsideTargetGroup,
    StartAfterEnd,
    TooFewAttending,
    WorkerNotRegistered,
    WorkerUnderQualified,
)
from services.procurement.service_log.states import CaseworkPhase
from shared.clock import day_of
from shared.errors import BadValue

GROUP_ATTENDING_MIN = 3
LATE_ENTRY = timedelta(days=7)
CASEWORK, GROUPWORK = "casework", "groupwork"
LEVELS = tuple(Qualification)
"""The certificates, from the lowest up (services/registry)."""


@dataclass(frozen=True)
class Entry:
    """What is said about one service, before anyone checked it."""

    item_id: UUID
    worker_ids: tuple[UUID, ...]
    """The first one leads: the sample is stratified by him."""
    starts_at: datetime
    ends_at: datetime
    community_id: UUID
    place: str
    qty: int
    """In the item's unit."""
    beneficiaries: tuple[str, ...]
    headcount: int
    """How many came, those with a token included."""
    phase: CaseworkPhase | None
    session: int | None
    """Of a group: this is session k of `sessions`."""
    sessions: int | None
    attachments: tuple[str, ...]
    """SHA-256 of each, hex."""
    narrative: str | None

    @property
    def served_on(self) -> date:
        """The legal day the service began on."""
        return day_of(self.starts_at)


@dataclass(frozen=True)
class Worker:
    """A social worker as far as a log depends on him."""

    id: UUID
    organization_id: UUID | None
    level: str | None
    registered_until: date | None


def check_time(entry: Entry, *, starts_on: date, ends_on: date, at: datetime) -> None:
    """Refuse a service that runs backwards, has not ended, or lies outside the contract."""
    if entry.starts_at >= entry.ends_at:
        raise StartAfterEnd
    if entry.ends_at > at:
        raise NotYetServed
    last = day_of(entry.ends_at - timedelta.resolution)
    if entry.served_on < starts_on or last > ends_on:
        began = starts_on <= entry.served_on <= ends_on
        raise OutsideContract("/ends_at" if began else "/starts_at", starts_on, ends_on)


def check_method(entry: Entry, method: str) -> None:
    """Refuse casework without a phase, and a group without a session or with too few people."""
    if (entry.phase is None) is (method == CASEWORK):
        raise BadValue(
            "/phase",
            "个案服务须填写阶段，其他服务不填。",
            "Casework names its phase, others do not.",
        )
    numbered = entry.session is not None and entry.sessions is not None
    if numbered is not (method == GROUPWORK) or (entry.session or 0) > (entry.sessions or 0):
        raise BadValue(
            "/session",
            "小组服务须填写第几节、共几节，前者不大于后者；其他服务不填。",
            "A group names its session and how many there are, at least as many; others do not.",
        )
    attending = len({*entry.beneficiaries})
    if method == GROUPWORK and attending < GROUP_ATTENDING_MIN:
        raise TooFewAttending(
            "/beneficiaries", attending=attending, attending_min=GROUP_ATTENDING_MIN
        )
    if entry.headcount < max(1, attending):
        raise BadValue(
            "/headcount",
            "人数不得少于服务对象代码的个数，且至少为 1。",
            "At least one came, and no fewer than there are tokens.",
        )


def check_workers(
    workers: Iterable[Worker],
    *,
    organization_ids: Collection[UUID],
    needed: str | None,
    served_on: date,
) -> None:
    """Refuse workers of others, unregistered ones, and a team without the certificate needed."""
    team = list(workers)
    for worker in team:
        if worker.organization_id not in organization_ids:
            raise ForeignWorker("/worker_ids", worker_id=worker.id)
        if worker.registered_until is None or worker.registered_until < served_on:
            raise WorkerNotRegistered(
                worker_id=worker.id,
                served_on=served_on,
                registered_until=worker.registered_until,
            )
    enough = LEVELS[LEVELS.index(needed) :] if needed is not None else None
    if enough is not None and not any(worker.level in enough for worker in team):
        raise WorkerUnderQualified(needed=enough[0])


def check_target(groups: Sequence[str | None], target_groups: Sequence[str]) -> None:
    """Refuse beneficiaries outside the item's target groups; an item without any serves all."""
    for position, group in enumerate(groups, start=1):
        if target_groups and group not in target_groups:
            pointer = f"/beneficiaries/{position - 1}"
            raise OutsideTargetGroup(pointer, position=position, target_groups=[*target_groups])


def is_late(entry: Entry, *, at: datetime) -> bool:
    """Whether the log was entered so long after the service that it needs a check by hand."""
    return at - entry.ends_at > LATE_ENTRY


def is_over_cap(recorded: int, item: dict[str, Any]) -> bool:
    """Whether the logs of an item together exceed what can be paid for."""
    return recorded * 10_000 > int(item["qty"]) * int(item["cap_ratio_bp"])
