"""Transfers as the API shows them."""

from datetime import date, datetime
from uuid import UUID

from services.credit.transfer.model import TransferKind
from shared.schemas import View


class TransferView(View):
    """One movement of credits: `debit` gave and `credit` received `amount`."""

    id: UUID
    kind: TransferKind
    debit: UUID
    credit: UUID
    amount: int
    effective_on: date
    recorded_at: datetime
    source_type: str
    source_id: UUID
    policy_id: UUID | None
    actor_id: UUID
