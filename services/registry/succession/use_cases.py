"""How a registered body ends by merging or by being split."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from services.registry.organization.model import Organization
from services.registry.organization.queries import visible
from services.registry.organization.states import Tier
from services.registry.organization.use_cases import tell, under_decision
from services.registry.succession.errors import FiledGroup
from shared.db import UnitOfWork


async def merge_organization(
    uow: UnitOfWork, *, organization_id: UUID, into: UUID, reason: str
) -> Organization:
    """Let one body take over all that another had."""
    ended = await _ending(uow, organization_id, {into})
    uow.emit(ended.merge(into=into, at=uow.at, reason=reason))
    await tell(uow, ended)
    return ended


async def split_organization(
    uow: UnitOfWork, *, organization_id: UUID, shares: Mapping[UUID, int], reason: str
) -> Organization:
    """Let several bodies take over, by shares, what another had."""
    ended = await _ending(uow, organization_id, shares)
    uow.emit(ended.split(shares=shares, at=uow.at, reason=reason))
    await tell(uow, ended)
    return ended


async def _ending(
    uow: UnitOfWork, organization_id: UUID, successors: Collection[UUID]
) -> Organization:
    """The body that ends; whoever asks decides on it and on those who take over its duties.

    All are locked in one order, so that of two mergers of the same bodies one finds the other done.
    """
    parties = {organization_id, *successors}
    rows = select(Organization.id).where(Organization.id.in_(parties)).order_by(Organization.id)
    await uow.session.execute(rows.with_for_update())
    asked = await uow.get(Organization, organization_id, where=visible(uow.actor))
    if asked.tier is not Tier.REGISTERED:
        raise FiledGroup
    ended = await under_decision(uow, organization_id)
    for one in successors:
        (await under_decision(uow, one)).require_fit()
    return ended
