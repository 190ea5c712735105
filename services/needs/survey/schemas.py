"""Surveys as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.needs.contact.schemas import Nameless
from services.needs.survey.rules import Flag, Solved
from shared.schemas import Input, Text, View


class Answer(Input):
    """What the resident says; score and solution are asked apart."""

    score: Annotated[int, Field(ge=1, le=5, strict=True, examples=[5])]
    solved: Solved = Solved.YES
    contacted: bool = True
    text: Annotated[Text, Field(max_length=500), Nameless] | None = None


class SurveyView(View):
    """One question sheet and its answer."""

    id: UUID
    version: int
    order_id: UUID
    need_id: UUID
    team_id: UUID
    organization_id: UUID
    asked_at: datetime
    answered_at: datetime | None
    score: int | None
    solved: Solved | None
    contacted: bool | None
    text: str | None
    flags: list[Flag]


class RateView(View):
    """A share of the answers, with the lower end of its 95 % interval (Wilson).

    Nothing below 5 answers: they would tell what single residents said.
    """

    yes: int | None
    rate: float | None
    lower_bound: float | None


class RatesView(View):
    """How an organization's residents judge it; silence counts in the coverage, not as praise.

    Of whole months that are over, from `since` until before `until`; of none, where too few
    answered in those that lie in the period.
    """

    organization_id: UUID
    since: date | None
    until: date | None
    asked: int
    answered: int
    flagged: int
    coverage: float | None
    sufficient: bool
    """False below 10 answers: too few to rank."""
    response: RateView
    resolution: RateView
    partly: RateView
    satisfaction: RateView
