"""Why a volunteer's record does not move."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class NotAdmitted(Conflict):
    """Only who is admitted now is transferred."""

    state: Named

    zh: ClassVar[str] = "该志愿者当前状态（{state}）不能转移，请在迁入的社区重新申请。"
    en: ClassVar[str] = "Who is {state} is not transferred; he applies where he lives instead."


@dataclass(eq=False)
class TransferOpen(Conflict):
    """Another community was asked and has not answered."""

    zh: ClassVar[str] = "已有一件转移申请待答复，如需改转其他社区，请先撤回。"
    en: ClassVar[str] = "One is not answered yet; withdraw it to ask another community."
