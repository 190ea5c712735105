"""What the registry tells of organizations and volunteers, as tests of credits need it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared import ids
from shared.contracts.registry import (
    AbnormalListed,
    AbnormalRemoved,
    EvaluationGranted,
    HoursCorrected,
    HoursRecorded,
    ListingCorrected,
    OrganizationMerged,
    OrganizationSplit,
    SeriousListed,
    SeriousRemoved,
    Share,
    VolunteerState,
)
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY

ENDED_ON = date(2026, 4, 1)


def _entry(organization_id: UUID, region: RegionReplica, *, days: int) -> dict[str, Any]:
    return {
        "entry_id": ids.new(),
        "organization_id": organization_id,
        "region_id": region.id,
        "at": MONDAY + timedelta(days=days),
    }


def abnormal(organization_id: UUID, region: RegionReplica) -> AbnormalListed:
    """Entered in the list of abnormal activity: the yearly report is missing."""
    return AbnormalListed(**_entry(organization_id, region, days=1), ground="A1")


def serious(organization_id: UUID, region: RegionReplica, *, days: int = 1) -> SeriousListed:
    """Entered in the list of serious violations: fined 50,000 yuan."""
    return SeriousListed(**_entry(organization_id, region, days=days), ground="B4")


def removed(entry: AbnormalListed | SeriousListed) -> AbnormalRemoved | SeriousRemoved:
    """The entry ended."""
    ends = AbnormalRemoved if isinstance(entry, AbnormalListed) else SeriousRemoved
    return ends(**entry.model_dump() | {"at": entry.at + timedelta(days=30)})


def corrected(entry: AbnormalListed | SeriousListed) -> ListingCorrected:
    """The entry was a mistake."""
    return ListingCorrected(**entry.model_dump() | {"at": entry.at + timedelta(days=2)})


def merged(organization_id: UUID, successor_id: UUID, region: RegionReplica) -> OrganizationMerged:
    """An organization ended by merging into another."""
    return OrganizationMerged(
        organization_id=organization_id,
        successor_id=successor_id,
        region_id=region.id,
        effective_on=ENDED_ON,
        at=MONDAY + timedelta(days=30),
    )


def split(
    organization_id: UUID, shares: dict[UUID, int], region: RegionReplica
) -> OrganizationSplit:
    """An organization ended by being split."""
    return OrganizationSplit(
        organization_id=organization_id,
        shares=[Share(organization_id=one, share=share) for one, share in shares.items()],
        region_id=region.id,
        effective_on=ENDED_ON,
        at=MONDAY + timedelta(days=30),
    )


def evaluated(
    organization_id: UUID,
    region: RegionReplica,
    score: int,
    *,
    year: int = 2025,
    days: int = 0,
) -> EvaluationGranted:
    """A graded evaluation is final."""
    return EvaluationGranted(
        evaluation_id=ids.new(),
        organization_id=organization_id,
        region_id=region.id,
        scheme_id=UUID(int=1),
        year=year,
        score=score,
        grade="4A",
        valid_to=date(2031, 3, 1),
        at=MONDAY + timedelta(days=days),
    )


def a_volunteer(region: RegionReplica, **fields: Any) -> VolunteerState:
    """The registry tells of a volunteer."""
    volunteer_id = ids.new()
    given: dict[str, Any] = {
        "volunteer_id": volunteer_id,
        "version": 1,
        "person_id": ids.new(),
        "number": f"V32058526{volunteer_id.int % 10**9:09d}",
        "home_region_id": region.id,
        "state": "active",
    }
    return VolunteerState(**given | fields)


def served(
    volunteer_id: UUID, region: RegionReplica, minutes: int, *, on: date = date(2026, 3, 2)
) -> HoursRecorded:
    """Hours of service were recorded."""
    return HoursRecorded(
        entry_id=ids.new(),
        volunteer_id=volunteer_id,
        organization_id=UUID(int=7),
        region_id=region.id,
        served_on=on,
        minutes=minutes,
        at=MONDAY,
    )


def not_served(entry: HoursRecorded, minutes: int) -> HoursCorrected:
    """So many of the minutes of an entry were not served after all."""
    given = entry.model_dump() | {"entry_id": ids.new(), "minutes": minutes}
    return HoursCorrected(**given, corrects_id=entry.entry_id)
