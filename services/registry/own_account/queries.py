"""Questions about oneself."""

from typing import Any

from sqlalchemy import select

from services.registry.account.model import Account
from shared import regions
from shared.access import Actor
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.regions import RegionReplica


async def own_account(uow: UnitOfWork, actor: Actor) -> Account:
    """The account behind a token; a client has none."""
    found = await uow.session.get(Account, actor.id)
    if found is None:
        raise Unknown(kind="account", id=str(actor.id))
    return found


async def held_roles(uow: UnitOfWork, actor: Actor) -> list[dict[str, Any]]:
    """The roles of a token, with the regions they hold in by name."""
    ids = {grant.region_path: regions.chain(grant.region_path)[-1:] for grant in actor.grants}
    wanted = [found[0] for found in ids.values() if found]
    rows = await uow.session.scalars(select(RegionReplica).where(RegionReplica.id.in_(wanted)))
    names = {row.id: row.name for row in rows}
    held = []
    for grant in actor.grants:
        region_id = next(iter(ids[grant.region_path]), None)
        held.append(
            {
                "role": grant.role,
                "region_id": region_id,
                "region_name": names.get(region_id) if region_id else None,
                "organization_id": grant.organization_id,
            }
        )
    return held
