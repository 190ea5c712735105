"""One entry in the registry's list of abnormal activity."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementRow


class AbnormalListing(ProcurementRow, kw_only=True):
    """What is known of one entry; its end may be told of before its beginning."""

    __tablename__ = "abnormal_listing"
    __table_args__ = (Index("ix_abnormal_listing_organization_id", "organization_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID]
    ended: Mapped[bool]
