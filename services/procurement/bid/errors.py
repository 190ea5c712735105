"""Why a bid may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class BidLate(Conflict):
    """It was not there as a whole before the deadline; nothing of it is kept."""

    bids_due_at: datetime

    zh: ClassVar[str] = (
        "投标截止时间为 {bids_due_at}，已逾期，投标文件拒收且未留存；请关注其他项目。"
    )
    en: ClassVar[str] = (
        "Bids were due at {bids_due_at}: it is refused and kept nowhere; see the other tenders."
    )


@dataclass(eq=False)
class TenderOver(Conflict):
    """The tender takes no bids any more."""

    state: Named

    zh: ClassVar[str] = "该采购活动当前状态为 {state}，不再接收投标，请关注其他项目。"
    en: ClassVar[str] = "The tender is {state} and takes no bids; see the other ones."


@dataclass(eq=False)
class DuplicateBidder(Conflict):
    """The organization has a bid in this tender, which it may replace."""

    bid_id: UUID
    attempt: int

    zh: ClassVar[str] = (
        "贵组织已投标，如需修改请在截止前替换该投标文件（第 {attempt} 次之后递增）。"
    )
    en: ClassVar[str] = "Your organization has bid; until the deadline replace that bid instead."


@dataclass(eq=False)
class WrongAttempt(Conflict):
    """A bid is sealed for one attempt, and the next one is another."""

    expected: int

    zh: ClassVar[str] = "本次应为第 {expected} 次提交，请以该次数重新密封后提交。"
    en: ClassVar[str] = "This is attempt {expected}; seal it again for that and send it."


@dataclass(eq=False)
class NotSealed(Invalid):
    """No sealed part has this size."""

    pointer: str

    zh: ClassVar[str] = (
        "该部分不是按规定密封的密文（明文须补足为 4 KiB 的整数倍），请用投标工具密封。"
    )
    en: ClassVar[str] = (
        "This is no sealed part: its text is filled to whole 4 KiB first; use the sealing tool."
    )


class CustodianConflict(Forbidden):
    """Whose people hold the key does not bid."""

    zh: ClassVar[str] = "贵组织人员担任本次开标的密钥托管人，依规不能投标。"
    en: ClassVar[str] = "People of your organization hold the key of this tender: it may not bid."


class NotOpened(Conflict):
    """Nothing of this bid has been opened."""

    zh: ClassVar[str] = "该投标文件未开标或无法读取，没有可查看的内容。"
    en: ClassVar[str] = "Nothing of this bid was opened, or it cannot be read; there is no content."


@dataclass(eq=False)
class BidsAltered(Conflict):
    """What is stored is not what was received: nothing is opened until it is restored."""

    bid_ids: list[UUID]

    zh: ClassVar[str] = "所存投标文件与回执不一致，开标中止；请平台管理员从备份恢复后再开标。"
    en: ClassVar[str] = (
        "What is stored is not what the receipts say: restore it from a backup, then open."
    )
