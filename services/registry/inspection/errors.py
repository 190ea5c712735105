"""Why a step of an inspection is refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden
from shared.states import Named


class NotYourInspection(Forbidden):
    """Those two inspect who were drawn for it; the other one signs what one of them recorded."""

    zh: ClassVar[str] = "检查须由抽取的两名检查人员办理，并由另一人会签，请由其登录办理。"
    en: ClassVar[str] = "The two who were drawn inspect, and the other one signs; let them do it."


@dataclass(eq=False)
class BodyActive(Conflict):
    """Whoever was drawn is inspected, as long as it is active."""

    state: Named

    zh: ClassVar[str] = (
        "该组织状态为 {state}，仍应接受检查；只有已注销、停止活动等组织才由下一家递补。"
    )
    en: ClassVar[str] = "It is {state} and inspected; only one that is not active is replaced."
