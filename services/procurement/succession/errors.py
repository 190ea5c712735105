"""Why a succession cannot be taken down."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class Circular(Invalid):
    """An organization would succeed itself."""

    organization: str

    zh: ClassVar[str] = "组织 {organization} 不能承继自身，请核对登记信息。"
    en: ClassVar[str] = "Organization {organization} cannot succeed itself; check the registry."
