"""How a panel is named, and who stands aside. Locks: the call before, then the panel."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from services.procurement.custody.queries import custodians_of
from services.procurement.fund.queries import check_charge_of
from services.procurement.panel import queries
from services.procurement.panel.errors import CustodianOnPanel, MemberTwice, RecusedBefore
from services.procurement.panel.model import Panel, PanelMember
from services.procurement.panel.states import Ground
from services.procurement.project.queries import AUTHORS
from services.procurement.review.queries import open_reviews
from services.procurement.review.rules import organizations_of
from services.procurement.succession.queries import heirs_of
from services.procurement.succession.rules import reach
from services.procurement.worker_replica.queries import employers_of
from shared.db import UnitOfWork
from shared.errors import Unknown

WORKS_THERE = "登记信息显示该成员任职于候选组织"


async def appoint_panel(
    uow: UnitOfWork, *, terms: dict[str, Any], members: Sequence[dict[str, Any]], place: str
) -> Panel:
    """Name the panel of a call; the caller has checked its size and criteria (`rules`).

    `terms` are call_id, region_id, criteria, trim_from and rules, `members` account_id, person_id
    and capacity; what is wrong with them is told below `place`.
    """
    panel = Panel(**terms)
    uow.add(panel)
    await uow.flush()  # members name it
    taken: set[UUID] = set()
    custodians = await custodians_of(uow, panel.call_id)
    for number, one in enumerate(members):
        if custodians & {one["account_id"], one["person_id"]}:
            raise CustodianOnPanel(f"{place}/{number}")
        if taken & {one["account_id"], one["person_id"]}:
            raise MemberTwice(f"{place}/{number}")
        taken |= {one["account_id"], one["person_id"]}
        uow.add(PanelMember(panel_id=panel.id, **one))
    await uow.flush()
    return panel


async def recuse(
    uow: UnitOfWork,
    *,
    panel_id: UUID,
    member_id: UUID,
    organization_id: UUID,
    ground: Ground,
    reason: str,
) -> Panel:
    """A member stands aside from an organization: he says so, or the buyer found why."""
    panel = await uow.get(Panel, panel_id, where=queries.visible(uow.actor))
    member = await _member(uow, panel.id, member_id)
    own = member.account_id == uow.actor.id
    if not own:
        await check_charge_of(uow, panel.region_id, *AUTHORS)
    for before in await queries.recusals_of(uow, panel.id):
        if (before.member_id, before.organization_id) == (member.id, organization_id):
            raise RecusedBefore(ground=before.ground)
    told = {"ground": ground, "reason": reason, "declared": own}
    uow.add(member.stand_aside(organization_id, at=uow.at, **told))
    return panel


async def replace_member(
    uow: UnitOfWork, *, panel_id: UUID, member_id: UUID, successor: dict[str, Any], reason: str
) -> Panel:
    """Give a seat to another (account_id, person_id), who scores what is open; all sign anew."""
    panel = await uow.get(Panel, panel_id, where=queries.visible(uow.actor))
    await check_charge_of(uow, panel.region_id, *AUTHORS)
    member = await _member(uow, panel.id, member_id)
    known = await queries.members_of(uow, panel.id)
    if {*successor.values()} & {id for one in known for id in (one.account_id, one.person_id)}:
        raise MemberTwice("/account_id")
    if await custodians_of(uow, panel.call_id) & {*successor.values()}:
        raise CustodianOnPanel("/account_id")
    member.leave(reason=reason, at=uow.at)
    new = PanelMember(panel_id=panel.id, capacity=member.capacity, **successor)
    uow.add(new)
    await uow.flush()
    for review in await open_reviews(uow, panel.id):
        review.reopen()
        await find_recusals(uow, [new], organizations_of(review.candidates).values())
    return panel


async def find_recusals(
    uow: UnitOfWork, members: Sequence[PanelMember], organization_ids: Iterable[UUID]
) -> None:
    """Whoever works for one of these organizations, as the registry tells, stands aside."""
    bodies = {*organization_ids}
    employers = await employers_of(uow, *(one.person_id for one in members))
    heirs = await heirs_of(uow, *bodies, *(one for some in employers.values() for one in some))
    for member in members:
        own = reach(employers[member.person_id], heirs)
        before = {
            one.organization_id
            for one in await queries.recusals_of(uow, member.panel_id)
            if one.member_id == member.id
        }
        near = {one for one in bodies - before if own & reach([one], heirs)}
        _stand_aside(uow, member, near)


def _stand_aside(uow: UnitOfWork, member: PanelMember, near: Collection[UUID]) -> None:
    told = {"ground": Ground.EMPLOYMENT, "reason": WORKS_THERE, "declared": False}
    for organization_id in sorted(near):
        uow.add(member.stand_aside(organization_id, at=uow.at, **told))


async def _member(uow: UnitOfWork, panel_id: UUID, member_id: UUID) -> PanelMember:
    for one in await queries.seated(uow, panel_id):
        if one.id == member_id:
            return one
    raise Unknown(kind="panel_member", id=str(member_id))
