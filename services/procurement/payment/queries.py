"""Questions about payments."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.procurement.oversight.queries import overseen
from services.procurement.payment.model import Payment
from services.procurement.payment.states import PaymentState
from shared.access import Actor


def payments(
    actor: Actor, *, contract_id: UUID | None, state: PaymentState | None
) -> Select[Payment]:
    """The payments in the caller's sight, perhaps of one contract or in one state."""
    wanted: dict[Any, Any] = {Payment.contract_id: contract_id, Payment.state: state}
    given = [column == value for column, value in wanted.items() if value is not None]
    return select(Payment).where(overseen(actor, Payment), *given)
