"""Why a need may not come in."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict, Invalid


@dataclass(eq=False)
class PiiInText(Invalid):
    """An identity number stands in a free text."""

    pointer: str
    offsets: list[tuple[int, int]]

    zh: ClassVar[str] = "文字中含有身份证号码，为保护个人信息，请删去后重新提交。"
    en: ClassVar[str] = "The text holds an identity number; remove it and send again."


@dataclass(eq=False)
class AlreadyFiled(Conflict):
    """What this external reference names came in before, as this need."""

    need_id: UUID
    need_no: str

    zh: ClassVar[str] = "该外部编号的诉求已登记，需求编号为 {need_no}，请在该需求上办理。"
    en: ClassVar[str] = "It is filed already, as need {need_no}; go on with that one."
