"""Why a resolution may not be announced."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict


@dataclass(eq=False)
class AnnouncedBefore(Conflict):
    """The resolution is announced already."""

    resolution_id: UUID

    zh: ClassVar[str] = "该议题的决议（{resolution_id}）正在公示，无需再次发布。"
    en: ClassVar[str] = "The resolution {resolution_id} of this matter is announced already."
