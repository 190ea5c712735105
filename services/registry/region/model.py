"""Regions, their codes, and what they were before."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity, RegistryRow
from services.registry.region.errors import RevisionOutOfOrder
from services.registry.region.rules import disagrees, kind_of, name_norm, readings
from services.registry.region.states import (
    CODE_DIGITS,
    CodeSystem,
    Kind,
    Level,
    RegionStatus,
    UrbanRural,
)
from shared.contracts.registry import RegionState
from shared.errors import BadValue
from shared.orm import choice


class Region(RegistryEntity, kw_only=True):
    """A place. Its id never changes; `code` and `name` are what it is called now, `since` that day.

    `path` is the chain of ids from the city down (32 hex digits and a dot each), so that a
    subtree is a prefix. `needs_review` marks rows whose code and name contradict each other.
    """

    __tablename__ = "region"
    __table_args__ = (
        Index("ix_region_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        Index("ix_region_parent_id_id", "parent_id", "id"),
        Index("ix_region_level_id", "level", "id"),
    )

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("region.id"), default=None)
    path: Mapped[str]
    level: Mapped[Level] = mapped_column(choice(Level, "level"))
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    name: Mapped[str]
    name_norm: Mapped[str]
    pinyin: Mapped[str]
    initials: Mapped[str]
    code: Mapped[str | None]
    urban_rural: Mapped[UrbanRural | None] = mapped_column(choice(UrbanRural, "urban_rural"))
    status: Mapped[RegionStatus] = mapped_column(
        choice(RegionStatus, "status"), default=RegionStatus.ACTIVE
    )
    needs_review: Mapped[bool] = mapped_column(default=False)
    households: Mapped[int | None] = mapped_column(default=None)
    population: Mapped[int | None] = mapped_column(default=None)
    source: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    since: Mapped[date]

    def rename(self, name: str) -> None:
        """Call it by a new name; search follows."""
        self.name, self.name_norm = name, name_norm(name)
        self.pinyin, self.initials = readings(name)
        self._review()

    def recode(self, code: str) -> None:
        """Give it another statistical code, of its level's digits."""
        self.code = code
        self._review()

    def check_code(self, code: str) -> None:
        """Refuse a statistical code that has not the digits of the region's level."""
        if not self.level.has_code(code):
            digits = CODE_DIGITS[self.level]
            raise BadValue("/code", f"代码应为 {digits} 位数字。", f"It has {digits} digits.")

    def close_version(self, *, on: date, today: date, reason: str) -> "RegionHistory | None":
        """Begin a new version on a day; the one that ends is returned, unless it lasted no day."""
        if not self.since <= on <= today:
            raise RevisionOutOfOrder(since=self.since.isoformat(), today=today.isoformat())
        ended = RegionHistory(
            region_id=self.id,
            valid_from=self.since,
            valid_to=on,
            name=self.name,
            name_norm=self.name_norm,
            pinyin=self.pinyin,
            initials=self.initials,
            code=self.code,
            households=self.households,
            population=self.population,
            reason=reason,
        )
        lasted = self.since < on
        self.since = on
        return ended if lasted else None

    def _review(self) -> None:
        if self.code is not None:
            told = kind_of(self.level, self.code, self.name)
            self.needs_review = disagrees(told, self.name)

    def as_state(self) -> RegionState:
        """What the other services know about the region."""
        return RegionState(
            region_id=self.id,
            version=self.version,
            parent_id=self.parent_id,
            path=self.path,
            level=self.level,
            kind=self.kind,
            name=self.name,
            code=self.code,
            status=self.status,
            urban_rural=self.urban_rural,
            households=self.households,
            population=self.population,
        )


class RegionHistory(RegistryRow, kw_only=True):
    """What a region was called from `valid_from` until the day before `valid_to`."""

    __tablename__ = "region_history"
    __table_args__ = (CheckConstraint("valid_from < valid_to", name="validity"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date]
    name: Mapped[str]
    name_norm: Mapped[str]
    pinyin: Mapped[str]
    initials: Mapped[str]
    code: Mapped[str | None]
    households: Mapped[int | None]
    population: Mapped[int | None]
    reason: Mapped[str]


class RegionCode(RegistryRow, kw_only=True):
    """A code some system gave a region for a time; no two regions hold one code at once."""

    __tablename__ = "region_code"
    __table_args__ = (
        ExcludeConstraint(
            ("code", "="),  # first, because it tells rows apart: a province loads in seconds
            ("system", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_region_code_system_code_validity",
        ),
        Index("ix_region_code_region_id", "region_id"),
        Index("ix_region_code_code", "code"),
    )

    system: Mapped[CodeSystem] = mapped_column(choice(CodeSystem, "system"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    valid_to: Mapped[date | None] = mapped_column(default=None)


class RegionImport(RegistryEntity, kw_only=True):
    """What reading one file of regions did; `findings` lists the first rows that want a person."""

    __tablename__ = "region_import"

    source: Mapped[str]
    valid_from: Mapped[date]
    dry_run: Mapped[bool]
    rows: Mapped[int]
    skipped: Mapped[int]
    created: Mapped[int]
    unchanged: Mapped[int]
    differing: Mapped[int]
    needs_review: Mapped[int]
    findings: Mapped[list[Any]]
