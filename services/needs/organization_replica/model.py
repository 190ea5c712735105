"""The read copy of an organization."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow


class OrganizationReplica(NeedsRow, kw_only=True):
    """An organization; its name stands beside its teams, its orders and its rates."""

    __tablename__ = "organization_replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    tier: Mapped[str]
    legal_type: Mapped[str]
    state: Mapped[str]
    home_region_id: Mapped[UUID]
    founded_on: Mapped[date | None]
