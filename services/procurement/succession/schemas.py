"""What a buyer says when a supplier was split."""

from uuid import UUID

from shared.schemas import Input


class HeirNamed(Input):
    """Which of those it was split into delivers from now on."""

    successor_id: UUID
