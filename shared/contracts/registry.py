"""Facts and states the registry announces."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

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
    """Persons in the team, who may act for it."""


class WorkerState(Snapshot):
    """A social worker as he is now: the highest certificate, and how long it is registered."""

    subject: ClassVar[str] = "registry.worker.state.v1"
    about: ClassVar[str] = "worker_id"

    worker_id: UUID
    person_id: UUID
    organization_id: UUID | None
    level: str | None
    registered_until: date | None


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
