"""The code that somebody shows to the staff who register him."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryRow


class BindingCode(RegistryRow, kw_only=True):
    """An account's newest code; a keyed hash of it is kept."""

    __tablename__ = "binding_code"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    code: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
