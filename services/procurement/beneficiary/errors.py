"""Why a beneficiary's token may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class UnknownBeneficiary(Invalid):
    """A beneficiary's token was not issued for this contract."""

    pointer: str
    position: int

    zh: ClassVar[str] = "第 {position} 个服务对象代码不是为本合同发放的，请核对。"
    en: ClassVar[str] = "Beneficiary token number {position} was not issued for this contract."
