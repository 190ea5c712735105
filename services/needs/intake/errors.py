"""Why a need may not come in."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class PiiInText(Invalid):
    """An identity number stands in a free text."""

    pointer: str
    offsets: list[tuple[int, int]]

    zh: ClassVar[str] = "文字中含有身份证号码（位置 {offsets}），为保护个人信息请删去后重新提交。"
    en: ClassVar[str] = "The text holds an identity number at {offsets}; remove it and send again."
