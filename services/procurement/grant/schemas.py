"""An acceptance as the API takes it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.procurement.project.schemas import ITEMS_MAX, QTY_MAX
from shared.schemas import Input

Quantity = Annotated[int, Field(ge=0, le=QTY_MAX, strict=True)]


class Acceptance(Input):
    """The grant is taken; where it is a part, with less of the items that were proposed."""

    quantities: Annotated[dict[UUID, Quantity], Field(max_length=ITEMS_MAX)] | None = None
    """How much of which item; what is not named is left out. None: all as proposed."""

    @property
    def told(self) -> dict[str, int] | None:
        """The same, with ids as the items have them."""
        return None if self.quantities is None else {str(k): n for k, n in self.quantities.items()}
