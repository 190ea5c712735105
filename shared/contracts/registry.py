"""Facts and states the registry announces."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.described import described
from shared.events import Event, Snapshot


class RegionState(Snapshot):
    """A region as it is now.

    `path` is the chain of our own region ids from the city down, each 32 hex digits and a dot, so
    that a subtree is a prefix; `code` is the statistical code, for search and display only.
    """

    subject: ClassVar[str] = "registry.region.state.v1"
    about: ClassVar[str] = "region_id"

    region_id: UUID
    parent_id: UUID | None
    path: str
    level: str
    kind: str
    name: str
    code: str | None
    status: str
    urban_rural: str | None
    households: int | None
    population: int | None


class OrganizationState(Snapshot):
    """An organisation as it is now; `state` is its place in the registry's table of states."""

    subject: ClassVar[str] = "registry.organization.state.v1"
    about: ClassVar[str] = "organization_id"

    organization_id: UUID
    name: str
    tier: str
    legal_type: str
    state: str
    home_region_id: UUID
    founded_on: date | None


class TeamShift(BaseModel):
    """Hours of one kind of week day, local time; an end before the start lies on the next day."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    weekdays: list[int]
    """ISO week days, 1 = Monday … 7 = Sunday."""
    start: str
    """`HH:MM`."""
    end: str
    """`HH:MM`."""


class TeamState(Snapshot):
    """A service team as it is now: what needs must know to send it out (spec/registry.md §2.12)."""

    subject: ClassVar[str] = "registry.team.state.v1"
    about: ClassVar[str] = "team_id"

    team_id: UUID
    organization_id: UUID
    name: str
    filing: str
    organization_active: bool
    skills: list[str]
    coverage: list[UUID]
    """Regions served; each covers its whole subtree."""
    shifts: list[TeamShift]
    max_parallel: int
    latitude: float | None
    longitude: float | None
    household_ids: list[UUID]
    """Households of the members: a team is not sent to one of its own."""
    member_ids: list[UUID]
    """Persons in the team; the active ones may act for it."""
    inactive_ids: list[UUID] = Field(default_factory=list)
    """Those of them who are not active now: they are kin of the team, and act no more."""


class WorkerState(Snapshot):
    """A social worker as he is now: the highest certificate, and how long it is registered."""

    subject: ClassVar[str] = "registry.worker.state.v1"
    about: ClassVar[str] = "worker_id"

    worker_id: UUID
    person_id: UUID
    organization_id: UUID | None
    level: str | None
    registered_until: date | None


class PersonErased(Event):
    """Who somebody was is destroyed at his own wish; whatever is known of him elsewhere follows."""

    subject: ClassVar[str] = "registry.person.erased.v1"
    about: ClassVar[str] = "person_id"

    person_id: UUID
    region_id: UUID
    heir_id: UUID | None
    """Somebody of his household with an account: what both of them asked for goes on with him."""
    at: datetime


class SigningKeyState(Snapshot):
    """A public key that access tokens are verified with (RFC 7517); never the private part."""

    subject: ClassVar[str] = "registry.signing_key.state.v1"
    about: ClassVar[str] = "key_id"

    key_id: UUID
    public_jwk: dict[str, Any]
    retired_at: datetime | None


class TeamFiled(Event):
    """A team was filed and may be sent out."""

    subject: ClassVar[str] = "registry.team.filed.v1"
    about: ClassVar[str] = "team_id"

    team_id: UUID
    organization_id: UUID
    filed_at: datetime


class OrganizationMerged(Event):
    """An organization ended by merging; `successor_id` takes its rights and duties over whole."""

    subject: ClassVar[str] = "registry.organization.merged.v1"
    about: ClassVar[str] = "organization_id"

    organization_id: UUID
    successor_id: UUID
    region_id: UUID
    effective_on: date
    at: datetime


class Share(BaseModel):
    """What one successor takes over when an organization is split."""

    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra=described)

    organization_id: UUID
    share: int
    """In basis points; those of all successors sum to 10000."""


class OrganizationSplit(Event):
    """An organization ended by being split; its rights and duties pass on by these shares."""

    subject: ClassVar[str] = "registry.organization.split.v1"
    about: ClassVar[str] = "organization_id"

    organization_id: UUID
    shares: list[Share]
    region_id: UUID
    effective_on: date
    at: datetime


class ListingFact(Event):
    """What every fact about an entry in a credit list carries (spec/registry.md §2.9)."""

    about: ClassVar[str] = "organization_id"

    entry_id: UUID
    organization_id: UUID
    region_id: UUID
    at: datetime


class AbnormalListed(ListingFact):
    """An organization was entered in the list of abnormal activity."""

    subject: ClassVar[str] = "registry.credit.abnormal_listed.v1"

    ground: str
    """A1 … A7."""


class AbnormalRemoved(ListingFact):
    """The entry ended: the duty was done, or its time was over."""

    subject: ClassVar[str] = "registry.credit.abnormal_removed.v1"


class SeriousListed(ListingFact):
    """An organization was entered in the list of serious violations."""

    subject: ClassVar[str] = "registry.credit.serious_listed.v1"

    ground: str
    """B1 … B8."""


class SeriousRemoved(ListingFact):
    """The entry ended."""

    subject: ClassVar[str] = "registry.credit.serious_removed.v1"


class ListingCorrected(ListingFact):
    """The entry, in whichever list, was a mistake: the organization was never to be in it."""

    subject: ClassVar[str] = "registry.credit.corrected.v1"


class EvaluationGranted(Event):
    """A graded evaluation of an organization is final (spec/registry.md §2.10)."""

    subject: ClassVar[str] = "registry.evaluation.granted.v1"
    about: ClassVar[str] = "organization_id"

    evaluation_id: UUID
    organization_id: UUID
    region_id: UUID
    scheme_id: UUID
    year: int
    """The calendar year the score is for."""
    score: int
    """0 … 1000."""
    grade: str
    """1A … 5A."""
    valid_to: date
    at: datetime


class VolunteerState(Snapshot):
    """A volunteer as he is now; `number` is his for life and says nothing about him."""

    subject: ClassVar[str] = "registry.volunteer.state.v1"
    about: ClassVar[str] = "volunteer_id"

    volunteer_id: UUID
    person_id: UUID
    number: str
    home_region_id: UUID
    state: str


class HoursFact(Event):
    """What every entry of a volunteer's hours carries; entries are added, never changed."""

    about: ClassVar[str] = "volunteer_id"

    entry_id: UUID
    volunteer_id: UUID
    organization_id: UUID
    """Who organized the service, recorded the hours and certifies them."""
    region_id: UUID
    """Where it took place."""
    served_on: date
    """The legal day the service began."""
    at: datetime


class HoursRecorded(HoursFact):
    """Hours of service were recorded and certified."""

    subject: ClassVar[str] = "registry.hours.recorded.v1"

    minutes: int
    """Time served, above zero."""


class HoursCorrected(HoursFact):
    """A reversing entry: `minutes` of an earlier entry were not served; the day is that entry's."""

    subject: ClassVar[str] = "registry.hours.corrected.v1"

    corrects_id: UUID
    minutes: int
    """What is taken back, above zero."""
