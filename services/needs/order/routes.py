"""Orders over HTTP: what a team is offered, and its answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.dispatch.errors import NotEligible
from services.needs.need.errors import ConflictOfInterest, OutOfCharge
from services.needs.need.queries import STAFF, need
from services.needs.order import queries, use_cases
from services.needs.order.errors import OfferGone
from services.needs.order.model import Order
from services.needs.order.schemas import OrderView, RankingView, Reason
from services.needs.order.states import OrderState
from services.needs.team_replica.errors import NotYourTeam
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, Now, SignedIn, problems, requires

router = APIRouter(prefix="/orders", tags=["orders"])

Staff = Annotated[Actor, requires(*STAFF)]


@router.get("", response_model=Listed[OrderView])
async def list_orders(
    *,
    actor: SignedIn,
    begin: Begin,
    page: Page,
    state: OrderState | None = None,
    team_id: UUID | None = None,
    need_id: UUID | None = None,
) -> Response:
    """The orders in sight, newest first: my team's, those for my needs, or my region's."""
    async with begin() as uow:
        only = {Order.state: state, Order.team_id: team_id, Order.need_id: need_id}
        found = await page_of(uow, queries.orders(actor), Order.id, page, only)
        return await uow.answer(200, Listed[OrderView], found)


@router.get("/{order_id}", response_model=OrderView, responses=problems(Unknown))
async def show(order_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """One order; a person's phone and address are not in it (see its contact)."""
    async with begin() as uow:
        return await uow.answer(200, OrderView, await queries.order(uow, order_id))


@router.get("/{order_id}/ranking", response_model=RankingView, responses=problems(Unknown))
async def show_ranking(order_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """Why this team was asked; for the resident and the staff, not for the teams compared."""
    async with begin() as uow:
        order = await queries.order(uow, order_id)
        await need(uow, order.need_id)  # whoever sees the need may see how it was dispatched
        return await uow.answer(200, RankingView, order)


@router.post(
    "/{order_id}/acceptance",
    response_model=OrderView,
    responses=problems(Unknown, NotYourTeam, OfferGone, NotEligible, IllegalMove),
)
async def accept(order_id: UUID, _: SignedIn, begin: Begin, now: Now) -> Response:
    """Take the order; from now on the team sees the resident's contact."""
    async with begin() as uow:
        order = await use_cases.accept_offer(uow, order_id=order_id, at=now)
        return await uow.answer(200, OrderView, order)


@router.post(
    "/{order_id}/decline",
    response_model=OrderView,
    responses=problems(Unknown, NotYourTeam, OfferGone),
)
async def decline(order_id: UUID, asked: Reason, _: SignedIn, begin: Begin, now: Now) -> Response:
    """Say no; the next team is asked at once."""
    async with begin() as uow:
        order = await use_cases.decline_offer(uow, order_id=order_id, reason=asked.reason, at=now)
        return await uow.answer(200, OrderView, order)


@router.post(
    "/{order_id}/recall",
    response_model=OrderView,
    responses=problems(Unknown, OutOfCharge, ConflictOfInterest, IllegalMove),
)
async def recall(order_id: UUID, asked: Reason, _: Staff, begin: Begin, now: Now) -> Response:
    """Take back an offer that waits for an answer; the next team is asked."""
    async with begin() as uow:
        order = await use_cases.recall_offer(uow, order_id=order_id, reason=asked.reason, at=now)
        return await uow.answer(200, OrderView, order)
