"""Questions about satisfaction. `visible` decides for lists, single reads and commands alike."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, cast, func, literal_column, or_, select

from services.needs.need.queries import on_duty
from services.needs.succession.queries import led
from services.needs.survey.model import Survey
from services.needs.survey.rules import SATISFIED_SCORE, Month, Solved
from services.needs.team_replica.model import TeamReplica
from services.needs.team_replica.queries import MANAGERS, acted_for
from shared.access import Actor, Role, by_rights, within
from shared.clock import LOCAL
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


async def months_of(uow: UnitOfWork, organization_id: UUID, *, before: datetime) -> list[Month]:
    """What an organization's residents were asked and answered, by months; flagged ones apart.

    A survey counts in the month of its answer, or while there is none, in that of its question:
    so no answer changes a month that is over.
    """
    answered = Survey.answered_at.is_not(None) & Survey.flagged.is_(False)
    counts = {
        "asked": func.count(),
        "answered": func.count().filter(answered),
        "flagged": func.count().filter(Survey.flagged),
        "contacted": func.count().filter(answered, Survey.contacted.is_(True)),
        "solved": func.count().filter(answered, Survey.solved == Solved.YES),
        "partly": func.count().filter(answered, Survey.solved == Solved.PARTLY),
        "satisfied": func.count().filter(answered, Survey.score >= SATISFIED_SCORE),
    }
    moment = func.coalesce(Survey.answered_at, Survey.asked_at)
    month = cast(func.date_trunc("month", func.timezone(LOCAL.key, moment)), Date).label("month")
    found = await uow.session.execute(
        select(month, *(count.label(name) for name, count in counts.items()))
        .where(Survey.organization_id == organization_id, moment < before)
        .group_by(literal_column("1"))
        .order_by(literal_column("1"))
    )
    return [dict(row) for row in found.mappings()]
