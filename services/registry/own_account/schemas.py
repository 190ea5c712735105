"""One's own account as the API shows it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.account.schemas import AccountView, Password
from shared.access import Role
from shared.schemas import Input, View


class PasswordChange(Input):
    """One's current password, and the one to replace it."""

    current_password: Annotated[str, Field(min_length=1, max_length=1024)]
    new_password: Password


class HeldRole(View):
    """A role one holds with the token in use, and where."""

    role: Role
    region_id: UUID | None
    """None for a role over the whole platform."""
    region_name: str | None
    organization_id: UUID | None


class MeView(View):
    """One's own account, and the roles the token in use carries."""

    account: AccountView
    roles: list[HeldRole]
