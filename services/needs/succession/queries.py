"""Who took over from whom; read whenever it matters, so no order of arrival makes a difference."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, false, func, literal, select

from services.needs.succession.model import Succession
from shared.access import Actor, Role
from shared.db import UnitOfWork

_IDS = ARRAY(Uuid)


def led(actor: Actor, *roles: Role, of: Any) -> ColumnElement[bool]:
    """The rows of bodies someone has one of the roles for, and of all that merged into them."""
    bound = [grant.organization_id for grant in actor.grants if grant.role in roles]
    own = [one for one in bound if one is not None]
    if not own:
        return false()
    found: ColumnElement[bool] = of == any_(func.merged_into(literal(own, _IDS), type_=_IDS))
    return found


async def is_of(uow: UnitOfWork, organization_id: UUID) -> bool:
    """Whether the caller holds a role for an organization, or for one that became one with it."""
    if not (own := uow.actor.bodies):
        return False
    mine, its = [{*await uow.session.scalars(_ends(bodies))} for bodies in (own, [organization_id])]
    return not mine.isdisjoint(its)


def _ends(bodies: Collection[UUID]) -> Select[UUID]:
    """These bodies and all that took over from them, in however many steps."""
    told = func.unnest(literal([*bodies], _IDS))
    known = select(told.label("id")).cte(recursive=True)
    onward = select(Succession.successor_id).join(known, Succession.organization_id == known.c.id)
    return select(known.union(onward).c.id)
