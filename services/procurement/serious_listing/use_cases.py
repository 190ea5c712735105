"""How an entry in one of the registry's lists is taken down, in whatever order it is told of."""

from typing import Any

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert

from shared.contracts.registry import ListingFact
from shared.db import UnitOfWork


async def take_down(uow: UnitOfWork, table: Any, *, fact: ListingFact, ended: bool) -> None:
    """Keep the entry in the table of its list; one that ended never stands again."""
    told = {"id": fact.entry_id, "organization_id": fact.organization_id, "ended": ended}
    new = insert(table).values(told)
    over = or_(table.ended, new.excluded.ended)
    await uow.session.execute(
        new.on_conflict_do_update(index_elements=[table.id], set_={"ended": over})
    )
