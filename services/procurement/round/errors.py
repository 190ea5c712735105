"""Why something about a round may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class PeriodTooShort(Conflict):
    """The call would close before organizations had the time to apply that they are due."""

    closes_at: datetime
    earliest_allowed: datetime

    zh: ClassVar[str] = "申报截止时间 {closes_at} 过早，最早为 {earliest_allowed}，请修改后发布。"
    en: ClassVar[str] = "The call may not close at {closes_at} but from {earliest_allowed} on."


@dataclass(eq=False)
class CallNotOpen(Conflict):
    """Proposals are taken only while the call is open."""

    state: Named
    closes_at: datetime

    zh: ClassVar[str] = "本轮创投当前不接受申报（{state}，截止时间：{closes_at}），请关注其他轮次。"
    en: ClassVar[str] = "No proposals are taken: {state}, closing {closes_at}; see other rounds."


@dataclass(eq=False)
class NotAtThisStage(Conflict):
    """The round is not where this is done."""

    state: Named

    zh: ClassVar[str] = "本轮创投当前为“{state}”，此阶段不能办理此操作，请按流程办理。"
    en: ClassVar[str] = "This is not done while the round is {state}; see its actions."


@dataclass(eq=False)
class FormalChecksOpen(Conflict):
    """Proposals are left whose formal check is not decided."""

    proposal_ids: list[UUID]

    zh: ClassVar[str] = "尚有申报项目未完成形式审查，请逐一作出结论后再开展评审。"
    en: ClassVar[str] = "Proposals are left to check; decide on each, then open the review."


class NoCandidates(Conflict):
    """No proposal is left to judge."""

    zh: ClassVar[str] = "没有可进入本阶段的申报项目，请取消本轮创投。"
    en: ClassVar[str] = "No proposal is left for this stage; cancel the round."
