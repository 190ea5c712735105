"""What needs keeps of oneself, in clear."""

from datetime import datetime

from services.needs.ballot.schemas import BallotView
from services.needs.implementation.schemas import RatingView
from services.needs.matter.schemas import MatterSupportView, MatterView
from services.needs.need.schemas import NeedView
from services.needs.objection.schemas import ObjectionView
from services.needs.opinion.schemas import OpinionView
from services.needs.order.schemas import OrderView
from services.needs.roll.schemas import RollEntryView
from services.needs.support.schemas import SupportView
from services.needs.survey.schemas import SurveyView
from shared.own_routes import AccessLogView
from shared.schemas import View


class OwnNeed(NeedView):
    """A need with whom to reach about it, in clear."""

    phone: str | None
    address: str | None
    kept_until: datetime | None
    """When phone, address and place are destroyed; null while it is open, and when they are."""


class OwnData(View):
    """All that needs keeps of oneself."""

    needs: list[OwnNeed]
    orders: list[OrderView]
    surveys: list[SurveyView]
    supports: list[SupportView]
    matters: list[MatterView]
    matter_supports: list[MatterSupportView]
    roll_entries: list[RollEntryView]
    opinions: list[OpinionView]
    ballots: list[BallotView]
    objections: list[ObjectionView]
    ratings: list[RatingView]
    accesses: list[AccessLogView]
    """Who saw it, this copy included."""
