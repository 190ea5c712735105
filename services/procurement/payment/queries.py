"""Questions about payments."""

from sqlalchemy import Select, select

from services.procurement.oversight.queries import overseen
from services.procurement.payment.model import Payment
from shared.access import Actor, by_rights


@by_rights
def payments(actor: Actor) -> Select[Payment]:
    """The payments in the caller's sight."""
    return select(Payment).where(overseen(actor, Payment))
