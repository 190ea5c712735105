"""What can be done with surveys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.needs.need.model import Need
from services.needs.order.model import Order
from services.needs.succession.queries import is_of
from services.needs.survey.errors import NotYourSurvey
from services.needs.survey.model import Survey
from services.needs.survey.queries import visible
from services.needs.survey.rules import flags
from services.needs.team_replica.model import TeamReplica
from shared.db import UnitOfWork
from shared.durations import Span
from shared.policy import Parameter

TOO_FAST = Parameter(
    "survey.too_fast",
    Span,
    default=Span(value=60, unit="s"),
    source="spec/needs.md §2.8",
)
"""An answer this soon after the work waits for review."""


async def ask(uow: UnitOfWork, *, order: Order, at: datetime) -> Survey:
    """Ask the resident once how it went."""
    assert order.done_at is not None
    survey = Survey(
        order_id=order.id,
        need_id=order.need_id,
        team_id=order.team_id,
        organization_id=order.organization_id,
        region_id=order.region_id,
        person_id=order.reporter_person_id,
        served_at=order.done_at,
        asked_at=at,
    )
    uow.add(survey)
    return survey


async def answer_survey(
    uow: UnitOfWork, *, survey_id: UUID, given: dict[str, Any], at: datetime
) -> Survey:
    """The resident's own answer."""
    survey = await uow.get(Survey, survey_id, where=visible(uow.actor))
    return await record(uow, survey=survey, given=given, at=at)


async def record(uow: UnitOfWork, *, survey: Survey, given: dict[str, Any], at: datetime) -> Survey:
    """Take the resident's own answer, and look for what makes it doubtful."""
    if survey.person_id is None or survey.person_id != uow.actor.person_id:
        raise NotYourSurvey
    need = await uow.session.get_one(Need, survey.need_id)
    team = await uow.session.get_one(TeamReplica, survey.team_id)
    survey.answer(**given, at=at)
    too_fast = await TOO_FAST.value(uow, region_id=survey.region_id, at=at)
    who = {survey.person_id, need.household_id, uow.actor.household_id}  # he may have moved
    kin = {*team.member_ids, *team.household_ids} & {*map(str, who)}
    found = flags(
        since_served=at - survey.served_at,
        too_fast=too_fast.length,
        of_the_team=bool(kin) or await is_of(uow, team.organization_id),
    )
    uow.emit(survey.flag(found))
    return survey
