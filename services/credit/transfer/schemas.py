"""Transfers as the API shows them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.credit.transfer.model import TransferKind
from shared.pages import PAGE_SIZE, PAGE_SIZE_MAX
from shared.schemas import Input, View

SEQ_MAX = 2**63 - 1
"""The largest number an entry can have."""


class TransfersRequest(Input):
    """Which of an account's transfers; `after` is `next` of the page before."""

    limit: Annotated[int, Field(ge=1, le=PAGE_SIZE_MAX, description="Rows per page")] = PAGE_SIZE
    after: Annotated[int | None, Field(ge=1, le=SEQ_MAX)] = None


class TransferView(View):
    """One movement of credits: `debit` gave and `credit` received `amount`.

    A reversal names in `reverses` the transfer that it takes back, in part or whole.
    """

    editable = False

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
    reverses: UUID | None
