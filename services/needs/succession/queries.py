"""Who took over from whom; read whenever it matters, so no order of arrival makes a difference."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, false, func, literal, select
from sqlalchemy.orm import aliased

from services.needs.succession.model import Succession
from shared.access import Actor, Role
from shared.db import UnitOfWork

_IDS = ARRAY(Uuid)
_SISTER = aliased(Succession)
_MERGED = ~(
    select(_SISTER.successor_id)
    .where(_SISTER.organization_id == Succession.organization_id)
    .where(_SISTER.successor_id != Succession.successor_id)
    .exists()
)
"""Of the successions, those to one body alone."""
_HEIRS = select(Succession.successor_id)


def led(actor: Actor, *roles: Role, of: Any) -> ColumnElement[bool]:
    """The rows of bodies someone has one of the roles for, and of all that merged into them."""
    bound = [grant.organization_id for grant in actor.grants if grant.role in roles]
    own = [one for one in bound if one is not None]
    if not own:
        return false()
    earlier = select(Succession.organization_id).where(_MERGED)
    bodies = _along(own, Succession.successor_id, earlier)
    # as an array it is asked for once, and an index finds what is in it
    found: ColumnElement[bool] = of == any_(func.array(bodies.scalar_subquery(), type_=_IDS))
    return found


async def is_of(uow: UnitOfWork, organization_id: UUID) -> bool:
    """Whether the caller holds a role for an organization, or for one that became one with it."""
    if not (own := uow.actor.bodies):
        return False
    mine, its = [
        {*await uow.session.scalars(_along(bodies, Succession.organization_id, _HEIRS))}
        for bodies in (own, [organization_id])
    ]
    return not mine.isdisjoint(its)


def _along(bodies: Collection[UUID], here: Any, onward: Select[UUID]) -> Select[UUID]:
    """These bodies and all one comes to from `here` by way of `onward`, however often."""
    told = func.unnest(literal([*bodies], _IDS))
    first = select(told.label("id")).cte(recursive=True)
    return select(first.union(onward.join(first, here == first.c.id)).c.id)
