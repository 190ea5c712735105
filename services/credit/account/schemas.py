"""Accounts as the API shows them."""

from datetime import datetime
from uuid import UUID

from services.credit.account.states import AccountState
from shared.schemas import View


class BalanceView(View):
    """What stands on an account; `available` is `posted` less `held`, all in credits."""

    posted: int
    held: int
    available: int
    arrears: int
    version: int


class AccountView(View):
    """An organization's credit account; `expected` is not in the ledger yet."""

    id: UUID
    version: int
    organization_id: UUID
    region_id: UUID
    number: str | None
    state: AccountState
    opened_at: datetime | None
    balance: BalanceView
    expected: int
