"""Why a succession cannot be taken down."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class NotShared(Invalid):
    """The shares of a split do not sum to the whole, or one of them is none."""

    total: int

    zh: ClassVar[str] = (
        "分立各方份额合计为 {total}，应为 10000（万分比）且各方均大于零，请核对登记信息。"
    )
    en: ClassVar[str] = (
        "The shares sum to {total}, not to 10000 with each above zero; check the registry."
    )


@dataclass(eq=False)
class Circular(Invalid):
    """An organization would succeed itself."""

    organization: str

    zh: ClassVar[str] = "组织 {organization} 不能承继自身，请核对登记信息。"
    en: ClassVar[str] = "Organization {organization} cannot succeed itself; check the registry."
