"""The read copy of an organization."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementRow


class OrganizationReplica(ProcurementRow, kw_only=True):
    """An organization that may claim, bid and be paid, as the registry last told of it."""

    __tablename__ = "organization_replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    tier: Mapped[str]
    legal_type: Mapped[str]
    state: Mapped[str]
    home_region_id: Mapped[UUID]
    founded_on: Mapped[date | None]
