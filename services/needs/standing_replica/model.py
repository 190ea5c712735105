"""The read copy of a standing."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow


class StandingReplica(NeedsRow, kw_only=True):
    """An organization's standing; `id` is the organization. No row: no account, so nothing held."""

    __tablename__ = "standing_replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    tier: Mapped[int]
    frozen: Mapped[bool]
    arrears: Mapped[bool]
