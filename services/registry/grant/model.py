"""The grant, and the table of who may give which role."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.grant.errors import (
    AlreadyRevoked,
    BadBinding,
    BadTerm,
    GrantExceeds,
    MayNotGive,
)
from shared.access import Role
from shared.orm import choice

R = Role

MONTHS_MAX = 12
TERM_MAX = timedelta(days=366)
"""Twelve months, a leap year's included (spec/registry.md §2.6)."""

GRANTS_MAX = 16
"""Grants one holder may have at a time: the most that fit into a token of 8 KiB at full depth."""

IN_ORGANIZATION: Final = frozenset({R.ORG_MANAGER, R.SOCIAL_WORKER, R.TEAM_LEADER})
"""Roles that mean nothing without an organization."""

# fmt: off
IN_REGION: Final = frozenset({
    R.COMMUNITY_WORKER, R.COMMUNITY_MANAGER, R.STREET_OFFICER, R.REGISTRAR, R.DISTRICT_APPROVER,
    R.CITY_ADMIN, R.AUDITOR, R.PLATFORM_ADMIN, R.RECEIVER, R.VOLUNTEER,
})
"""Roles held over a region and never for one organization."""

HELPING: Final = frozenset({R.COMMUNITY_WORKER, R.RECEIVER, R.VOLUNTEER})
"""Roles over a region that decide nothing which takes two people."""

_STREET = HELPING | {R.COMMUNITY_MANAGER, R.ORG_MANAGER, R.HUB_OFFICER, R.INCUBATOR_MANAGER}
_DISTRICT = _STREET | {
    R.STREET_OFFICER, R.REGISTRAR, R.INSPECTOR, R.EXPERT, R.EVALUATOR_PERSON, R.DEPARTMENT,
    R.BUYER, R.FINANCE, R.SUPERVISOR,
}
_CITY = _DISTRICT | {
    R.DISTRICT_APPROVER, R.SUPERVISING_AUTHORITY, R.CUSTODIAN, R.AUDITOR, R.EVALUATOR_CLIENT,
}
MAY_GIVE: Final[dict[Role, frozenset[Role]]] = {
    R.ORG_MANAGER:       IN_ORGANIZATION,
    R.COMMUNITY_MANAGER: HELPING,
    R.STREET_OFFICER:    _STREET,
    R.DISTRICT_APPROVER: _DISTRICT,
    R.CITY_ADMIN:        _CITY,
    R.PLATFORM_ADMIN:    frozenset({R.PLATFORM_ADMIN, R.CITY_ADMIN, R.AUDITOR}),
}
"""Who may give which roles: the last column of spec/registry.md §2.6.

`resident` is in no row: every person with an account in a region has it.
"""
# fmt: on


@dataclass(frozen=True)
class Scope:
    """Where and how long a role is held; the path of a grant without a region is empty.

    `home_path` is where the organization is at home, if the registry knows it.
    """

    role: Role
    region_path: str
    organization_id: UUID | None
    valid_to: datetime
    home_path: str | None = None


class RoleGrant(RegistryEntity, kw_only=True):
    """A role held by an account or a client, over a region subtree, for a time."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index("ix_role_grant_holder_id", "holder_id"),
        Index("ix_role_grant_inspector", "region_id", postgresql_where="role = 'inspector'"),
        CheckConstraint("valid_to > valid_from", name="term"),
        CheckConstraint("region_id IS NOT NULL OR role = 'platform_admin'", name="region"),
    )

    holder_id: Mapped[UUID]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    region_id: Mapped[UUID | None]
    organization_id: Mapped[UUID | None] = mapped_column(default=None)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    given_by: Mapped[UUID]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_by: Mapped[UUID | None] = mapped_column(default=None)

    def repeats(self, other: "RoleGrant") -> bool:
        """Whether both are the same role, held there at the same time."""
        same = (other.role, other.region_id, other.organization_id)
        if (self.role, self.region_id, self.organization_id) != same:
            return False
        return self.valid_from < other.valid_to and other.valid_from < self.valid_to

    def revoke(self, *, by: UUID, at: datetime) -> None:
        """Take the role away; the holder's next token is without it."""
        if self.revoked_at is not None:
            raise AlreadyRevoked
        self.revoked_at = at
        self.revoked_by = by


def check_term(valid_from: datetime, valid_to: datetime, *, at: datetime) -> None:
    """Refuse a term that is over, empty, or longer than twelve months."""
    if valid_to <= max(valid_from, at) or valid_to - valid_from > TERM_MAX:
        raise BadTerm("/valid_to", months_max=MONTHS_MAX)


def check_binding(role: Role, region_id: UUID | None, organization_id: UUID | None) -> None:
    """Refuse a role without the organization it needs, or with one it cannot have."""
    if (role is R.PLATFORM_ADMIN) != (region_id is None):
        raise BadBinding("/region_id", role=role)
    lacks = role in IN_ORGANIZATION and organization_id is None
    if lacks or (role in IN_REGION and organization_id is not None):
        raise BadBinding("/organization_id", role=role)


def check_giver(held: Iterable[Scope], wanted: Scope) -> None:
    """Refuse unless one grant the giver holds now covers all of what he wants to give."""
    giving = [scope for scope in held if wanted.role in MAY_GIVE.get(scope.role, frozenset())]
    if not giving:
        raise MayNotGive(role=wanted.role)
    if not any(_covers(scope, wanted) for scope in giving):
        until = max(scope.valid_to for scope in giving)
        raise GrantExceeds(role=wanted.role, until=until)


def is_within_reach(held: Iterable[Scope], wanted: Scope) -> bool:
    """Whether the place where a role is to be held is one where the giver gives any."""
    return any(scope.role in MAY_GIVE and _reaches(scope, wanted) for scope in held)


def _covers(own: Scope, wanted: Scope) -> bool:
    return _reaches(own, wanted) and wanted.valid_to <= own.valid_to


def _reaches(own: Scope, wanted: Scope) -> bool:
    if not wanted.region_path.startswith(own.region_path):
        return False
    if own.organization_id is not None:
        return own.organization_id == wanted.organization_id
    return wanted.home_path is None or wanted.home_path.startswith(own.region_path)
