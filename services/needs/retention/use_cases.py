"""Keeping what somebody may still ask about, and forgetting it in time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from services.needs.erased_person.queries import gone
from services.needs.need.model import Need
from services.needs.retention import queries
from services.needs.retention.model import Retention, forget_contact, forget_words
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

CONTACT_KEPT = Parameter(
    "need.contact_kept",
    Duration,
    default=Duration(value=1096, unit="day"),
    source="RELIABILITY §5.2: needs' personal data, three years after they closed",
)

FORGETTING = "need_forgetting"
NEEDS = UUID(int=0)
"""Stands for all of them: one timer looks for what is due."""
EVERY = timedelta(hours=1)
"""How often it is looked for what must be forgotten."""


async def keep_contact(uow: UnitOfWork, *, need: Need, at: datetime) -> None:
    """The need is over: for how long its contact is kept is settled now."""
    kept = await CONTACT_KEPT.value(uow, region_id=need.region_id, at=at)
    left = await gone(uow, {need.reporter_person_id})
    if left:
        await uow.schedule(FORGETTING, NEEDS, at)
    uow.add(Retention(need_id=need.id, until=at if left else due(at, kept).at))


async def keep_on(uow: UnitOfWork, *, need_id: UUID) -> None:
    """The need goes on, and nothing of it is forgotten."""
    await uow.session.execute(delete(Retention).where(Retention.need_id == need_id))


async def forget_what_is_due(uow: UnitOfWork, *, at: datetime) -> bool:
    """Destroy contacts and places whose time is over, and the words of who is gone.

    Answers whether more may be due.
    """
    asked = list(await uow.session.scalars(queries.due(at)))
    needs = await queries.over(uow, asked, at=at)
    ids = {need.id for need in needs}
    left = await gone(uow, {need.reporter_person_id for need in needs})
    for need in needs:
        forget_contact(need)
    for visit in await queries.visits_of(uow, ids):
        visit.latitude = visit.longitude = None
    wordless = [need for need in needs if need.reporter_person_id in left]
    for need in wordless:
        forget_words(need)
    await _forget_beside(uow, {need.id for need in wordless})
    await uow.flush()
    await uow.session.execute(delete(Retention).where(Retention.need_id.in_(ids)))
    return len(ids) == queries.BATCH


async def _forget_beside(uow: UnitOfWork, need_ids: set[UUID]) -> None:
    orders, surveys, decisions = await queries.written_about(uow, need_ids)
    for order in orders:
        order.assigned_reason = order.end_reason = None
    for survey in surveys:
        survey.text = None
    for decision in decisions:
        decision.override_reason = None
