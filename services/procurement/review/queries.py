"""Who sees a review, and whose scores count."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from services.procurement.panel.model import Panel
from services.procurement.panel.queries import recusals_of, seated
from services.procurement.panel.queries import visible as visible_panel
from services.procurement.review.errors import ReviewUnsigned
from services.procurement.review.model import Review, ScoreSheet
from services.procurement.review.rules import organizations_of
from services.procurement.review.states import ReviewState
from shared.access import Actor, by_rights
from shared.db import UnitOfWork
from shared.orm import of_row


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The reviews of the panels in sight."""
    return of_row(visible_panel(actor), Panel.id == Review.panel_id)


@by_rights
def reviews(actor: Actor) -> Select[Review]:
    """The reviews in sight."""
    return select(Review).where(visible(actor))


async def open_reviews(uow: UnitOfWork, panel_id: UUID) -> list[Review]:
    """The stages of a panel that are not signed, locked."""
    rows = select(Review).where(Review.panel_id == panel_id, Review.state != ReviewState.SIGNED)
    return list(await uow.session.scalars(rows.with_for_update()))


async def signed_review(uow: UnitOfWork, call_id: UUID, stage: str) -> Review:
    """The report on a stage of a call; refused before all have signed it."""
    of_call = select(Panel.id).where(Panel.call_id == call_id)
    wanted = select(Review).where(Review.panel_id.in_(of_call), Review.stage == stage)
    found: Review | None = await uow.session.scalar(wanted.with_for_update())
    if found is None or found.state is not ReviewState.SIGNED:
        raise ReviewUnsigned(stage=stage)
    return found


async def sheets_of(uow: UnitOfWork, review_id: UUID) -> list[ScoreSheet]:
    """Every sheet of a stage."""
    rows = select(ScoreSheet).where(ScoreSheet.review_id == review_id).order_by(ScoreSheet.id)
    return list(await uow.session.scalars(rows))


async def sheets_in_sight(uow: UnitOfWork, review: Review) -> list[ScoreSheet]:
    """One's own; those of others that are locked once one's own are, or all are."""
    sheets = await sheets_of(uow, review.id)
    if review.state is not ReviewState.SCORING:
        return sheets
    own = {one.id for one in await seated(uow, review.panel_id) if one.account_id == uow.actor.id}
    shown = own | review.locked_by if own & review.locked_by else own
    return [sheet for sheet in sheets if sheet.member_id in shown]


async def sheets_that_count(uow: UnitOfWork, review: Review) -> list[ScoreSheet]:
    """The sheets of those who sit there and do not stand aside."""
    sitting = {one.id for one in await seated(uow, review.panel_id)}
    told = await recusals_of(uow, review.panel_id)
    aside = {(one.member_id, one.organization_id) for one in told}
    bodies = organizations_of(review.candidates)
    return [
        sheet
        for sheet in await sheets_of(uow, review.id)
        if sheet.member_id in sitting and (sheet.member_id, bodies[sheet.candidate_id]) not in aside
    ]
