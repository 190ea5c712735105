"""The read copy of a team; how busy it is, we know ourselves (slice candidate)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow


class TeamReplica(NeedsRow, kw_only=True):
    """A service team; `version` is the registry's, only a newer one replaces it."""

    __tablename__ = "team_replica"
    __table_args__ = (
        Index("ix_team_replica_coverage", "coverage", postgresql_using="gin"),
        Index("ix_team_replica_skills", "skills", postgresql_using="gin"),
        Index("ix_team_replica_member_ids", "member_ids", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organization_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    filing: Mapped[str]
    organization_active: Mapped[bool]
    skills: Mapped[list[Any]]
    coverage: Mapped[list[Any]]
    """Region ids as text; each covers its whole subtree."""
    shifts: Mapped[list[Any]]
    max_parallel: Mapped[int]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    household_ids: Mapped[list[Any]]
    member_ids: Mapped[list[Any]]
    """Persons in the team, as text: they may act for it, but for those inactive."""
    inactive_ids: Mapped[list[Any]]
    """Those of them, as text, who are not active now."""
