"""Grants as the API shows them."""

from uuid import UUID

from services.registry.grant.model import RoleGrant
from shared.access import Role
from shared.schemas import Input, Instant, View


class RoleWanted(Input):
    """A role to give."""

    role: Role
    region_id: UUID | None = None
    """Required for every role but `platform_admin`, which is held over the whole platform."""
    organization_id: UUID | None = None
    valid_from: Instant | None = None
    """Now, when it is left out."""
    valid_to: Instant


class GrantView(View):
    """A role held by an account or a client."""

    id: UUID
    holder_id: UUID
    role: Role
    region_id: UUID | None
    organization_id: UUID | None
    valid_from: Instant
    valid_to: Instant
    given_by: UUID
    revoked_at: Instant | None


class GrantsView(View):
    """The grants of one holder that hold now or later; never more than 16."""

    items: list[GrantView]


def as_grant(wanted: RoleWanted, *, holder_id: UUID, giver_id: UUID, at: Instant) -> RoleGrant:
    """The grant that is asked for, before anyone checked it."""
    return RoleGrant(
        holder_id=holder_id,
        role=wanted.role,
        region_id=wanted.region_id,
        organization_id=wanted.organization_id,
        valid_from=wanted.valid_from or at,
        valid_to=wanted.valid_to,
        given_by=giver_id,
    )
