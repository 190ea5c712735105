"""What needs keeps of a person, in clear; who asks must record it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from services.needs.need.model import Need
from services.needs.order.model import Order
from services.needs.retention.model import Retention
from services.needs.support.model import Support
from services.needs.survey.model import Survey
from shared.db import UnitOfWork


def needs(person_id: UUID) -> Select[Need]:
    """What he asked for, whoever filed it."""
    return select(Need).where(Need.reporter_person_id == person_id)


def orders(person_id: UUID) -> Select[Order]:
    """What was ordered for him."""
    return select(Order).where(Order.reporter_person_id == person_id)


def surveys(person_id: UUID) -> Select[Survey]:
    """What he was asked, and what he answered."""
    return select(Survey).where(Survey.person_id == person_id)


def supports(person_id: UUID) -> Select[Support]:
    """What he said about others' needs."""
    return select(Support).where(Support.person_id == person_id)


async def kept_until(uow: UnitOfWork, need_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Until when those that are over keep whom to reach."""
    kept = select(Retention).where(Retention.need_id.in_(need_ids))
    return {row.need_id: row.until for row in await uow.session.scalars(kept)}
