"""The read copy of a social worker."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementRow


class WorkerReplica(ProcurementRow, kw_only=True):
    """A social worker: for whom he works, his highest certificate, how long it is registered."""

    __tablename__ = "worker_replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(index=True)
    organization_id: Mapped[UUID | None]
    level: Mapped[str | None]
    registered_until: Mapped[date | None]
