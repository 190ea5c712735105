"""Why a household may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class NotACommunity(Invalid):
    """Households live in communities; this region is of another level."""

    pointer: str
    level: str

    zh: ClassVar[str] = "请选择社区（居委会或村委会）一级的区域。"
    en: ClassVar[str] = "Choose a region of the level community."
