"""Questions about payments."""

from uuid import UUID

from sqlalchemy import Select, select

from services.procurement.oversight.queries import overseen
from services.procurement.payment.model import Payment
from shared.access import Actor


def payments(actor: Actor, *, contract_id: UUID | None) -> Select[Payment]:
    """The payments in the caller's sight, perhaps of one contract."""
    rows = select(Payment).where(overseen(actor, Payment))
    return rows if contract_id is None else rows.where(Payment.contract_id == contract_id)
