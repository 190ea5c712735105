"""Accounts as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.credit.account.states import AccountAction, AccountState, CreditList, FreezeCause
from shared.schemas import Input, View, Words


class MoveSubmission(Input):
    """Why an account is to be frozen or thawed."""

    reason: Annotated[Words, Field(max_length=500)]


class BalanceView(View):
    """What stands on an account; `available` is `posted` less `held`, all in credits.

    `version` counts its entries, `head` is the hash of the last one: that of a statement up to now.
    """

    posted: int
    held: int
    available: int
    arrears: int
    version: int
    head: Annotated[str, BeforeValidator(bytes.hex)]


class AccountView(View):
    """An organization's credit account; `expected` is not in the ledger yet."""

    id: UUID
    version: int
    organization_id: UUID
    region_id: UUID
    number: str | None
    state: AccountState
    opened_at: datetime | None
    closed_at: datetime | None
    tier: int
    listed: CreditList | None
    """The gravest of the registry's lists the organization is on."""
    frozen_by: FreezeCause | None
    proposed: AccountAction | None
    """What one officer asked for; it takes a second one."""
    proposed_by: UUID | None
    proposed_reason: str | None
    balance: BalanceView
    expected: int
