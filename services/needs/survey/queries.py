"""Questions about satisfaction. `visible` decides for lists, single reads and commands alike."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from services.needs.need.queries import on_duty
from services.needs.succession.queries import led
from services.needs.survey.model import Survey
from services.needs.survey.rules import SATISFIED_SCORE, Solved
from services.needs.team_replica.model import TeamReplica
from services.needs.team_replica.queries import MANAGERS, acted_for
from shared.access import Actor, Role, by_rights, within
from shared.db import UnitOfWork


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """A resident sees his own, an organization its own, staff those of needs they may see.

    A team leader sees those of the teams he is in.
    """
    own = within(actor, owner=Survey.person_id)
    served = led(actor, *MANAGERS, of=Survey.organization_id)
    teams = select(TeamReplica.id).where(acted_for(actor))
    his = led(actor, Role.TEAM_LEADER, of=Survey.organization_id) & Survey.team_id.in_(teams)
    on_staff = on_duty(actor, region=Survey.region_id, need_id=Survey.need_id)
    return or_(own, served, his, on_staff)


@by_rights
def surveys(actor: Actor) -> Select[Survey]:
    """The surveys in the caller's scope."""
    return select(Survey).where(visible(actor))


async def counts(
    uow: UnitOfWork, *, organization_id: UUID, since: datetime, until: datetime
) -> dict[str, Any]:
    """What was asked and answered in a period; flagged answers are counted apart."""
    answered = Survey.answered_at.is_not(None) & Survey.flagged.is_(False)
    numbers = {
        "asked": func.count(),
        "answered": func.count().filter(answered),
        "flagged": func.count().filter(Survey.flagged),
        "contacted": func.count().filter(answered, Survey.contacted.is_(True)),
        "solved": func.count().filter(answered, Survey.solved == Solved.YES),
        "partly": func.count().filter(answered, Survey.solved == Solved.PARTLY),
        "satisfied": func.count().filter(answered, Survey.score >= SATISFIED_SCORE),
    }
    found = await uow.session.execute(
        select(*(number.label(name) for name, number in numbers.items())).where(
            Survey.organization_id == organization_id,
            Survey.asked_at >= since,
            Survey.asked_at < until,
        )
    )
    return dict(found.mappings().one())
