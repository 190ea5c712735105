"""A copy of what needs keeps of oneself, over HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from services.needs.ballot.model import Ballot
from services.needs.ballot.queries import ballots_of
from services.needs.ballot.schemas import BallotView
from services.needs.contact.queries import contact_of
from services.needs.implementation.model import ItemRating
from services.needs.implementation.queries import ratings_of
from services.needs.implementation.schemas import RatingView
from services.needs.matter.model import Matter, MatterSupport
from services.needs.matter.queries import proposed_by, supports_of
from services.needs.matter.schemas import MatterSupportView, MatterView
from services.needs.need.model import Need
from services.needs.objection.model import Objection
from services.needs.objection.queries import objections_of
from services.needs.objection.schemas import ObjectionView
from services.needs.opinion.model import Opinion
from services.needs.opinion.queries import opinions_of
from services.needs.opinion.schemas import OpinionView
from services.needs.order.model import Order
from services.needs.order.schemas import OrderView
from services.needs.own_data import queries
from services.needs.own_data.errors import NobodysAccount
from services.needs.own_data.schemas import OwnData, OwnNeed
from services.needs.roll.model import RollEntry
from services.needs.roll.queries import entries_of
from services.needs.roll.schemas import RollEntryView
from services.needs.support.model import Support
from services.needs.support.schemas import SupportView
from services.needs.survey.model import Survey
from services.needs.survey.schemas import SurveyView
from shared.access_log import AccessLogRow
from shared.copies import EVERYTHING, OWN_DATA, accesses_to, document, pages, shown_as
from shared.db import UnitOfWork
from shared.own_routes import AccessLogView
from shared.parts import in_parts
from shared.schemas import View, merge
from shared.web import Begin, SignedIn, problems

router = APIRouter(prefix="/me", tags=["me"])


@router.get("/data", response_model=OwnData, responses=problems(NobodysAccount))
async def copy(begin: Begin, actor: SignedIn) -> StreamingResponse:
    """Everything needs keeps of oneself, in clear; that one looked is on record, too."""
    mine = actor.person_id
    if mine is None:
        raise NobodysAccount
    async with begin() as uow:
        uow.reveal(person_id=mine, subject_id=mine, field=EVERYTHING, purpose=OWN_DATA)
    parts = {
        "needs": pages(begin, queries.needs(mine), Need.id, _in_clear),
        "orders": pages(begin, queries.orders(mine), Order.id, shown_as(OrderView)),
        "surveys": pages(begin, queries.surveys(mine), Survey.id, shown_as(SurveyView)),
        "supports": pages(begin, queries.supports(mine), Support.id, shown_as(SupportView)),
        "matters": pages(begin, proposed_by(mine), Matter.id, shown_as(MatterView)),
        "matter_supports": pages(
            begin, supports_of(mine), MatterSupport.id, shown_as(MatterSupportView)
        ),
        "roll_entries": pages(begin, entries_of(mine), RollEntry.id, shown_as(RollEntryView)),
        "opinions": pages(begin, opinions_of(mine), Opinion.id, shown_as(OpinionView)),
        "ballots": pages(begin, ballots_of(mine), Ballot.id, shown_as(BallotView)),
        "objections": pages(begin, objections_of(mine), Objection.id, shown_as(ObjectionView)),
        "ratings": pages(begin, ratings_of(mine), ItemRating.id, shown_as(RatingView)),
        "accesses": pages(begin, accesses_to(mine), AccessLogRow.id, shown_as(AccessLogView)),
    }
    return await in_parts(document(parts), "application/json")


async def _in_clear(uow: UnitOfWork, needs: Sequence[Need]) -> Sequence[View]:
    kept = await queries.kept_until(uow, [need.id for need in needs])
    return [
        OwnNeed.model_validate(
            merge(need, **contact_of(need, uow.vault), kept_until=kept.get(need.id))
        )
        for need in needs
    ]
