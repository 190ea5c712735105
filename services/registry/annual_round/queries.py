"""Which bodies a round is about."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from services.registry.annual_check.model import AnnualCheck
from services.registry.annual_round.model import AnnualRound
from services.registry.organization.model import Organization
from services.registry.organization.states import OrganizationState, Tier
from shared import regions
from shared.db import UnitOfWork

WORKING = (OrganizationState.ACTIVE, OrganizationState.SUSPENDED)


async def bodies_to_list(
    uow: UnitOfWork, found: AnnualRound, *, limit: int
) -> Sequence[Organization]:
    """The next bodies of a round that have no check for the year, from another round either."""
    under = await regions.under(uow.session, found.region_id)
    has_one = exists().where(
        AnnualCheck.organization_id == Organization.id, AnnualCheck.year == found.year
    )
    wanted = select(Organization).where(
        Organization.home_region_id.in_(under),
        Organization.tier == Tier.REGISTERED,
        Organization.legal_type.in_(found.legal_types),
        Organization.state.in_(WORKING),
        ~has_one,
    )
    if found.listed_to is not None:
        wanted = wanted.where(Organization.id > found.listed_to)
    return (await uow.session.scalars(wanted.order_by(Organization.id).limit(limit))).all()
