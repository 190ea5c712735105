"""Who may be drawn."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.registry.grant.model import RoleGrant
from services.registry.grant.queries import in_force
from services.registry.organization.model import Organization
from services.registry.organization.states import LegalType, OrganizationState, Tier
from shared import regions
from shared.access import Role
from shared.db import UnitOfWork
from shared.regions import RegionReplica

CANDIDATES_MAX = 20_000
"""Some four times those of a city as large as Suzhou."""


async def bodies_under(
    uow: UnitOfWork, region: RegionReplica, legal_types: tuple[LegalType, ...]
) -> list[UUID]:
    """The active bodies of these types at home under a region; one more than the most."""
    wanted = select(Organization.id).where(
        Organization.home_region_id.in_(regions.below(region.path)),
        Organization.tier == Tier.REGISTERED,
        Organization.legal_type.in_(legal_types),
        Organization.state == OrganizationState.ACTIVE,
    )
    return list(await uow.session.scalars(wanted.limit(CANDIDATES_MAX + 1)))


async def inspectors_over(uow: UnitOfWork, region: RegionReplica, at: datetime) -> list[UUID]:
    """Who is an inspector over a region now, in nobody's service but the authority's."""
    held = select(RoleGrant.holder_id).where(
        RoleGrant.role == Role.INSPECTOR,
        RoleGrant.region_id.in_(regions.chain(region.path)),
        RoleGrant.organization_id.is_(None),
        in_force(at),
    )
    return list(await uow.session.scalars(held.distinct()))


async def organizations(uow: UnitOfWork, bodies: list[UUID]) -> Sequence[Organization]:
    """These organizations."""
    wanted = select(Organization).where(Organization.id.in_(bodies))
    return (await uow.session.scalars(wanted)).all()
