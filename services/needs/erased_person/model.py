"""Who is gone: nothing but his id is known of him."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow


class ErasedPerson(NeedsRow, kw_only=True):
    """A person the registry erased; `id` is his, `heir_id` somebody of his household."""

    __tablename__ = "erased_person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    heir_id: Mapped[UUID | None]
    heard_at: Mapped[datetime]
