"""Why a contact may not be shown."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class NoContact(Conflict):
    """The need carries neither a phone nor an address."""

    zh: ClassVar[str] = "该需求没有留下联系电话或详细地址，请向提出人补充了解。"
    en: ClassVar[str] = "This need carries neither a phone nor an address; ask the reporter."
