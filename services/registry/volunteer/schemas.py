"""Volunteers as the API shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.registry.team.schemas import SKILLS_MAX, Skill
from services.registry.volunteer.states import VolunteerAction, VolunteerState
from shared.schemas import Day, Input, View, Words


class VolunteerApplication(Input):
    """A registered person who wishes to serve, and has read what it asks of him."""

    person_id: UUID
    consent_version: Annotated[Words, Field(max_length=20, examples=["2026-01"])]
    """The version of the text he consented to: `registry.volunteer.consent_version`."""
    guardian_id: UUID | None = None
    """The registered person who consents for a minor at the window."""


class VolunteerRefusal(Input):
    """Why somebody is not admitted; he reads it."""

    reason: Annotated[
        Words, Field(min_length=10, max_length=500, examples=["提交的证件与本人不符，请核对。"])
    ]


class OfferedSkill(Input):
    """What he can do, and the licence for it."""

    skill: Skill
    evidence: Annotated[Words, Field(max_length=100, examples=["电工证 T3205850001"])] | None = None
    expires_on: Day | None = None


class OfferedSkills(Input):
    """All that he can do, as his community looked at it."""

    skills: Annotated[tuple[OfferedSkill, ...], Field(max_length=SKILLS_MAX)]

    def columns(self) -> list[dict[str, Any]]:
        """As the record holds them."""
        return [one.model_dump(mode="json") for one in self.skills]


class OfferedSkillView(View):
    """What he can do, and the licence for it."""

    skill: str
    evidence: str | None
    expires_on: date | None


class VolunteerView(View):
    """A volunteer; `number` is his for life, from his first admission on."""

    id: UUID
    version: int
    person_id: UUID
    region_id: UUID
    number: str | None
    state: VolunteerState
    actions: list[VolunteerAction]
    """What the table of states allows next, whoever it is for."""
    consent_version: str
    consented_at: datetime
    guardian_id: UUID | None
    skills: list[OfferedSkillView]
    admitted_on: date | None
    last_served_on: date | None
    lapses_on: date | None
    """When it ends for want of service; null while he was not told so."""
    reason: str | None
    """Why he was refused."""
