"""Which entries there are, and which stand."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from services.credit.account.states import CreditList
from services.credit.listing.model import Listing
from shared.db import UnitOfWork


async def lists_of(uow: UnitOfWork, organization_id: UUID) -> Sequence[CreditList]:
    """The lists an organization is on now."""
    standing = (
        select(Listing.credit_list)
        .where(Listing.organization_id == organization_id)
        .where(Listing.credit_list.is_not(None), Listing.ended_at.is_(None))
    )
    return [on for on in await uow.session.scalars(standing) if on is not None]


def listings_of(organization_id: UUID | None) -> Select[Listing]:
    """Every entry of an organization that was made, those that ended too."""
    mine = Listing.organization_id == organization_id
    return select(Listing).where(mine, Listing.credit_list.is_not(None))
