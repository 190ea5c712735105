"""A team: who is in it, what it can do, where and when."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from services.registry.entity import RegistryEntity
from services.registry.organization.errors import ConflictOfInterest
from services.registry.organization.model import YEARS
from services.registry.team.errors import SkillUnverified
from services.registry.team.rules import next_proof_end, unordered, unverified
from services.registry.team.states import TEAM, TeamAction, TeamFiling
from shared.access import Actor
from shared.clock import day_of
from shared.contracts.registry import TeamFiled, TeamShift, TeamState
from shared.orm import choice
from shared.policy import Parameter

FILING_YEARS = Parameter(
    "registry.team.filing_years", YEARS, default=3, source="spec/registry.md §2.1"
)
PARALLEL_MAX = 50
REVIEWED = ("skills", "members", "coverage")
"""What an officer looked at when he filed the team."""


class Team(RegistryEntity, kw_only=True):
    """A service team of an organization.

    `members`: [{person_id, active, verified: [{skill, expires_on}]}]; `coverage`: region ids,
    each with its subtree; `shifts`: [{weekdays, start, end}] in local time. The base point is
    WGS 84. `region_id` is the organization's home, where the team is filed.
    """

    __tablename__ = "team"
    __table_args__ = (
        CheckConstraint(f"max_parallel BETWEEN 1 AND {PARALLEL_MAX}", name="max_parallel"),
        Index("ix_team_coverage", "coverage", postgresql_using="gin"),
        Index("ix_team_members", "members", postgresql_using="gin"),
        Index("ix_team_region_id_id", "region_id", "id"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    author_id: Mapped[UUID]
    name: Mapped[str]
    skills: Mapped[list[Any]]
    members: Mapped[list[Any]]
    coverage: Mapped[list[Any]]
    shifts: Mapped[list[Any]]
    max_parallel: Mapped[int]
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    filed_until: Mapped[date | None] = mapped_column(default=None)
    filing: Mapped[TeamFiling] = mapped_column(choice(TeamFiling, "filing"), default=TEAM.initial)

    @property
    def member_ids(self) -> list[UUID]:
        """Everyone in the team, active or not."""
        return [UUID(member["person_id"]) for member in self.members]

    @property
    def inactive_ids(self) -> list[UUID]:
        """Who is in the team and not active now."""
        return [UUID(member["person_id"]) for member in self.members if not member["active"]]

    def concerns(self, actor: Actor) -> bool:
        """Whether he belongs to it or to its organization."""
        return actor.person_id in self.member_ids or actor.belongs_to(self.organization_id)

    def describe(self, described: dict[str, Any], *, on: date, by: Actor, trusted: bool) -> None:
        """Say anew who is in the team and what it does; what was filed by trust is filed again."""
        filed_anew = any(
            unordered(described[word]) != unordered(getattr(self, word)) for word in REVIEWED
        )
        party = self.concerns(by)
        for word, value in described.items():
            setattr(self, word, value)
        party |= self.concerns(by)
        self.require_verified(on, pointer="/skills")
        reviewed = self.filing in (TeamFiling.FILED, TeamFiling.SUSPENDED)
        if reviewed and filed_anew and (party or not trusted):
            self.decide(TeamAction.REVISE)

    def require_verified(self, on: date, *, pointer: str) -> None:
        """Refuse skills that no active member is verified for; they are told at the pointer."""
        missing = unverified(self.skills, self.members, on)
        if missing:
            raise SkillUnverified(pointer, skills=missing)

    def file(self, *, until: date, at: datetime, by: Actor) -> TeamFiled:
        """Let the team be sent out until a day; not by someone who is party to it."""
        self.require_other(by)
        self.require_verified(day_of(at), pointer="")
        self.filing = TEAM.after(self.filing, TeamAction.FILE)
        self.filed_until = until
        return TeamFiled(team_id=self.id, organization_id=self.organization_id, filed_at=at)

    def require_other(self, by: Actor) -> None:
        """Refuse a decision of someone who is party to the team."""
        if self.concerns(by):
            raise ConflictOfInterest

    def leave(self, *, by: Actor) -> None:
        """Let a member go; what nobody is left to prove is told no more."""
        self.members = [one for one in self.members if UUID(one["person_id"]) != by.person_id]

    def decide(self, action: TeamAction) -> None:
        """Suspend it, take it up again, or let its filing expire."""
        self.filing = TEAM.after(self.filing, action)

    def touch(self) -> None:
        """Make a new version: something that is part of its state changed elsewhere."""
        flag_modified(self, "filing")

    def proof_ends(self, on: date) -> date | None:
        """The next last day of a proof, if the team is filed beyond it."""
        if self.filing is not TeamFiling.FILED or self.filed_until is None:
            return None
        ends = next_proof_end(self.members, on)
        return ends if ends is not None and ends < self.filed_until else None

    def as_state(
        self, *, on: date, organization_active: bool, household_ids: list[UUID]
    ) -> TeamState:
        """What needs must know to send the team out: of its skills those it can prove."""
        missing = unverified(self.skills, self.members, on)
        return TeamState(
            team_id=self.id,
            version=self.version,
            organization_id=self.organization_id,
            name=self.name,
            filing=self.filing,
            organization_active=organization_active,
            skills=[skill for skill in self.skills if skill not in missing],
            coverage=[UUID(region_id) for region_id in self.coverage],
            shifts=[TeamShift(**shift) for shift in self.shifts],
            max_parallel=self.max_parallel,
            latitude=self.latitude,
            longitude=self.longitude,
            household_ids=household_ids,
            member_ids=self.member_ids,
            inactive_ids=self.inactive_ids,
        )
