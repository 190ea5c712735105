"""What can be done with the claim list."""

from datetime import datetime
from uuid import UUID

from services.needs.candidate.rules import Unfit
from services.needs.claim.errors import ClaimGone
from services.needs.claim.model import Claim
from services.needs.claim.queries import claims_for
from services.needs.claim.states import ClaimAction, ClaimState
from services.needs.dispatch.errors import NotEligible
from services.needs.dispatch.use_cases import (
    CLAIM_EXPIRY,
    Search,
    fit_team,
    give_up,
    order_of,
)
from services.needs.menu_item.model import MenuItem
from services.needs.menu_item.states import MenuItemState
from services.needs.need.model import Need
from services.needs.need.states import NeedState
from services.needs.order.model import Order
from services.needs.order.states import OrderMode
from services.needs.order.use_cases import take_on
from services.needs.team_replica.queries import own_team
from shared.db import UnitOfWork


async def claim_need(uow: UnitOfWork, *, claim_id: UUID, team_id: UUID, at: datetime) -> Order:
    """The first eligible team that claims the need gets the order, and need not accept it again."""
    team = await own_team(uow, team_id)
    claim, need = await _load(uow, claim_id)
    claim.must_be_open(at=at)
    item = await uow.session.get_one(MenuItem, claim.menu_item_id)
    if item.state is not MenuItemState.PUBLISHED:
        raise ClaimGone(state=claim.state)
    search = Search(need, item, claim.search, at)
    chosen = await fit_team(uow, search, team_id)
    reach = (await claims_for(uow, team)).where(Claim.id == claim_id)
    if await uow.session.scalar(reach) is None:
        raise NotEligible(reasons=[Unfit.OUT_OF_AREA])
    order = order_of(
        search,
        chosen,
        mode=OrderMode.CLAIMED,
        attempt=claim.attempts + 1,
        expires_at=None,
        ranking=[chosen.plain()],
    )
    claim.take(order_id=order.id, at=at)
    uow.add(order)
    await uow.unschedule(CLAIM_EXPIRY, claim.id)
    await take_on(uow, order=order, at=at)
    return order


async def let_lapse(uow: UnitOfWork, *, claim_id: UUID, at: datetime) -> None:
    """Nobody claimed the need: it goes to the manual queue."""
    claim, need = await _load(uow, claim_id)
    if claim.state is not ClaimState.OPEN:
        return
    claim.end(ClaimAction.LAPSE)
    if need.state is NeedState.DISPATCHING:
        await give_up(uow, need=need, attempts=claim.attempts, at=at)


async def _load(uow: UnitOfWork, claim_id: UUID) -> tuple[Claim, Need]:
    need = await uow.lock(Need, (await uow.see(Claim, claim_id)).need_id)
    return await uow.get(Claim, claim_id), need
