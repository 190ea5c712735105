"""Who took over from whom; read whenever it matters, so no order of arrival makes a difference."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Select,
    Uuid,
    any_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from services.procurement.contract.model import Contract
from services.procurement.succession.errors import SupplierUnnamed
from services.procurement.succession.model import NamedHeir, Succession
from services.procurement.succession.rules import Heirs, Standing, reach, standing
from shared.access import Actor, Role
from shared.db import UnitOfWork

_IDS = ARRAY(Uuid)


async def heirs_of(uow: UnitOfWork, *bodies: UUID) -> Heirs:
    """Those of these bodies, and of their successors, that ended, with who took over."""
    pair = select(Succession.organization_id, Succession.successor_id)
    first = pair.where(Succession.organization_id.in_(bodies)).cte(recursive=True)
    later = pair.join(first, Succession.organization_id == first.c.successor_id)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for ended, successor in await uow.session.execute(select(first.union(later))):
        found[ended].append(successor)
    return found


async def forebears_of(uow: UnitOfWork, body: UUID) -> set[UUID]:
    """This body and all it took over from."""
    return {*await uow.session.scalars(_taken_over([body]))}


async def related(uow: UnitOfWork, some: Collection[UUID], others: Collection[UUID]) -> bool:
    """Whether one of some bodies is one of the others, or has become one with it."""
    if not some or not others:
        return False
    heirs = await heirs_of(uow, *some, *others)
    return not reach(some, heirs).isdisjoint(reach(others, heirs))


async def standings_of(uow: UnitOfWork, *contracts: Contract) -> list[Standing]:
    """Who has each of these contracts now."""
    heirs = await heirs_of(uow, *(one.organization_id for one in contracts))
    named: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    if heirs:
        said = select(NamedHeir).where(NamedHeir.contract_id.in_(one.id for one in contracts))
        for word in await uow.session.scalars(said):
            named[word.contract_id][word.organization_id] = word.successor_id
    return [standing(one.organization_id, heirs, named[one.id]) for one in contracts]


async def standing_of(uow: UnitOfWork, contract: Contract) -> Standing:
    """Who has a contract now."""
    return (await standings_of(uow, contract))[0]


async def supplier_of(uow: UnitOfWork, contract: Contract) -> UUID:
    """Who delivers a contract now; refused while the buyer has not said which heir does."""
    found = await standing_of(uow, contract)
    if found.heirs:
        raise SupplierUnnamed(heirs=[*found.heirs])
    return found.body


async def acts_for_supplier(uow: UnitOfWork, contract: Contract, *roles: Role) -> bool:
    """Whether the caller has one of the roles for who delivers, or to wind up for who did."""
    mine = held(uow.actor, *roles, of=Contract.organization_id, contract=Contract.id)
    wanted = select(Contract.id).where(Contract.id == contract.id, mine)
    return await uow.session.scalar(wanted) is not None


def held(actor: Actor, *roles: Role, of: Any, contract: Any) -> ColumnElement[bool]:
    """The rows of contracts of bodies someone has one of the roles for.

    A body has what it signed, what came to it whole, and what it was named for; `of` is the column
    of who signed, `contract` that of the contract's id.
    """
    own = bodies_of(actor, *roles)
    if not own:
        return false()
    bodies = _whole(own)
    named = select(NamedHeir.contract_id).where(NamedHeir.successor_id.in_(bodies))
    return or_(_among(of, bodies), _among(contract, named))


def claimed(actor: Actor, *roles: Role, of: Any) -> ColumnElement[bool]:
    """The rows of bodies someone has one of the roles for, and of all they took over from."""
    own = bodies_of(actor, *roles)
    return _among(of, _taken_over(own)) if own else false()


def bodies_of(actor: Actor, *roles: Role) -> list[UUID]:
    """The organizations that someone has one of the roles for."""
    bound = [grant.organization_id for grant in actor.grants if grant.role in roles]
    return [one for one in bound if one is not None]


def _taken_over(bodies: Collection[UUID]) -> Select[UUID]:
    return select(forebears(bodies).c.id)


def _whole(bodies: Collection[UUID]) -> Select[UUID]:
    """These bodies and those that one of them took over alone: however split, none went astray."""
    known = forebears(bodies)
    kin, heir = known.alias(), Succession
    stays = exists().where(kin.c.by == known.c.by, kin.c.id == heir.successor_id)
    first = select(known.c.by, known.c.id).join(heir, heir.organization_id == known.c.id)
    lost = first.where(known.c.id != known.c.by, ~stays).cte(recursive=True)
    before = select(lost.c.by, heir.organization_id).join(lost, heir.successor_id == lost.c.id)
    lost = lost.union(before.where(heir.organization_id != lost.c.by))
    astray = exists().where(lost.c.by == known.c.by, lost.c.id == known.c.id)
    return select(known.c.id).where(~astray)


def forebears(bodies: Collection[UUID]) -> CTE:
    """These bodies and all that they took over from, `id`, each with the one of them, `by`."""
    told = func.unnest(literal([*bodies], _IDS)).column_valued("told")
    first = select(told.label("by"), told.label("id")).cte(recursive=True)
    earlier = select(first.c.by, Succession.organization_id)
    return first.union(earlier.join(first, Succession.successor_id == first.c.id))


def _among(column: Any, wanted: Select[UUID]) -> ColumnElement[bool]:
    # as an array it is asked for once, and an index finds what is in it
    found: ColumnElement[bool] = column == any_(func.array(wanted.scalar_subquery(), type_=_IDS))
    return found
