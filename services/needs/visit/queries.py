"""Questions a visit answers: the codes for the resident, the contact for the team."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.needs.contact.queries import contact_of
from services.needs.need.model import Need
from services.needs.order.queries import order as visible_order
from services.needs.order.states import OrderState
from services.needs.team_replica.queries import own_team
from services.needs.visit.errors import ContactNotYet, ContactOver
from services.needs.visit.rules import contact_until
from shared.db import UnitOfWork

PURPOSE = "上门服务（服务单 {}）"
"""What the resident reads in his access log."""

PLAIN = ("title", "information", "beneficiaries", "target_groups", "latitude", "longitude")
"""What the team is told besides the words and the contact."""

UNSERVED = (OrderState.NO_SHOW, OrderState.FAILED, OrderState.REASSIGNED)


async def contact(uow: UnitOfWork, *, order_id: UUID, at: datetime) -> dict[str, Any]:
    """What is to be done, where, and for whom, for the team that accepted; looks are recorded."""
    order = await visible_order(uow, order_id)
    await own_team(uow, order.team_id)
    if order.accepted_at is None:
        raise ContactNotYet
    until = contact_until(order.ended_at, served=order.state not in UNSERVED)
    if until is not None and at >= until:
        raise ContactOver(until=until)
    need = await uow.session.get_one(Need, order.need_id)
    told = contact_of(need, uow.vault) | {"description": need.description}
    for field in (field for field, text in told.items() if text):
        uow.reveal(
            person_id=need.reporter_person_id or need.id,
            field=field,
            subject_id=need.id,
            purpose=PURPOSE.format(order.id),
        )
    plain = {name: getattr(need, name) for name in PLAIN}
    return {"order_id": order.id, "until": until} | plain | told
