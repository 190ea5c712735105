"""The read copy of the registry's volunteers."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditRow


class VolunteerReplica(CreditRow, kw_only=True):
    """The newest snapshot of one volunteer; nobody but the registry's events changes it.

    Who he is stays in the registry: here is his number, and whose person's it is.
    """

    __tablename__ = "volunteer_replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    person_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(unique=True)
    home_region_id: Mapped[UUID]
    state: Mapped[str]
