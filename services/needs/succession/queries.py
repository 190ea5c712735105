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
    """The rows of bodies someone has one of the roles for, and of all each took over alone.

    By mergers, or because all heirs of a split have become one with it.
    """
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
    mine, its = [await _ends(uow, bodies) for bodies in (own, [organization_id])]
    return not mine.isdisjoint(its)


def successors_of(bodies: Select[UUID]) -> Select[UUID]:
    """All that took over from these bodies, in however many steps."""
    link = Succession
    known = select(link.successor_id).where(link.organization_id.in_(bodies)).cte(recursive=True)
    onward = select(link.successor_id).join(known, link.organization_id == known.c.successor_id)
    return select(known.union(onward).c.successor_id)


def predecessors_of(body: UUID) -> Select[UUID]:
    """All that this body took over from, in however many steps."""
    link = Succession
    known = select(link.organization_id).where(link.successor_id == body).cte(recursive=True)
    before = select(link.organization_id).join(known, link.successor_id == known.c.organization_id)
    return select(known.union(before).c.organization_id)


async def _ends(uow: UnitOfWork, bodies: Collection[UUID]) -> set[UUID]:
    """These bodies and all that took over from them."""
    told = select(func.unnest(literal([*bodies], _IDS)))
    return {*bodies, *await uow.session.scalars(successors_of(told))}
