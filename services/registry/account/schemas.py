"""Accounts as the API shows them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.account.model import AccountKind
from services.registry.account.states import AccountState
from shared.schemas import Input, Instant, View

Username = Annotated[str, Field(min_length=1, max_length=128, examples=["wang.fang"])]
Password = Annotated[str, Field(min_length=1, max_length=1024, examples=["一条很长但好记的口令"])]


class NewAccount(Input):
    """An account to open; without a password it stays pending until it gets one."""

    kind: AccountKind
    username: Username
    password: Password | None = None
    region_id: UUID | None = None
    """Where the person lives (required for `person`), or where the staff member serves."""
    person_id: UUID | None = None
    household_id: UUID | None = None


class PasswordReset(Input):
    """A new password for somebody else's account."""

    password: Password


class AccountChange(View):
    """An account after a change; not its username, perhaps a phone: repeats keep this reply."""

    id: UUID
    kind: AccountKind
    region_id: UUID | None
    person_id: UUID | None
    household_id: UUID | None
    state: AccountState
    locked_until: Instant | None


class AccountView(AccountChange):
    """An account; never its password."""

    username: str
