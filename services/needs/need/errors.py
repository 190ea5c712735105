"""Why something may not be done with a need."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict, Forbidden
from shared.states import Named


@dataclass(eq=False)
class NotTheReporter(Forbidden):
    """Only the person who filed this need may do this; ask him to."""

    zh: ClassVar[str] = (
        "只有提出该需求的居民可以执行此操作，请由本人登录办理（没有账号的，请社区先为其开立）；"
        "登记时未填写居民的，由登记的工作人员办理。"
    )
    en: ClassVar[str] = (
        "Only the person who filed this need may do this, by his own account (his community "
        "opens one); where the filing names no person, whoever of the staff filed it."
    )


@dataclass(eq=False)
class ConflictOfInterest(Forbidden):
    """Nobody decides on a matter he is a party to."""

    zh: ClassVar[str] = (
        "您是该需求或所派服务队的当事人，不能同时以工作人员身份处理，请由其他同事办理。"
    )
    en: ClassVar[str] = "You are a party to this need or to the team; a colleague must handle it."


@dataclass(eq=False)
class OutOfCharge(Forbidden):
    """Only the staff in charge of the region may do this."""

    roles: list[Named]

    zh: ClassVar[str] = "此操作由该社区的以下岗位办理：{roles}。"
    en: ClassVar[str] = "This is done by one of the roles {roles} of the region."


@dataclass(eq=False)
class AtWork(Conflict):
    """Somebody is at work on the need, so it is not simply taken back."""

    state: Named

    zh: ClassVar[str] = (
        "该需求（{state}）已有人办理，不能撤回；不再需要的，请告知服务队或社区，由其处理。"
    )
    en: ClassVar[str] = (
        "Somebody is at work on the need ({state}), so it is not taken back: tell the team or "
        "the community that it is needed no more."
    )


@dataclass(eq=False)
class AskedBefore(Conflict):
    """Information was asked for once; all gaps are asked for at once."""

    asked_at: datetime

    zh: ClassVar[str] = "已于 {asked_at} 一次性要求补充材料，不得再次要求，请受理或不予受理。"
    en: ClassVar[str] = "Information was asked for at {asked_at}; accept or refuse the need now."


@dataclass(eq=False)
class DisputeTooLate(Conflict):
    """The time to dispute the result is over."""

    closed_at: datetime

    zh: ClassVar[str] = "异议期已于 {closed_at} 结束；如仍有问题，请提交新的需求。"
    en: ClassVar[str] = "The dispute window closed at {closed_at}; file a new need instead."


@dataclass(eq=False)
class ReopenedTooOften(Conflict):
    """The need was reopened as often as it may be; the street reviews it."""

    limit: int

    zh: ClassVar[str] = "该需求已重办 {limit} 次，请向街道申请复核。"
    en: ClassVar[str] = "The need was reopened {limit} times; ask the street for a review."


@dataclass(eq=False)
class OrderConfirmsNeed(Conflict):
    """A need served by a team is resolved and confirmed with the order."""

    need_id: UUID

    zh: ClassVar[str] = "该需求由服务队上门服务，请在对应的服务单上办结、确认或提出异议。"
    en: ClassVar[str] = "A team serves this need: resolve, confirm or dispute the order instead."


@dataclass(eq=False)
class NothingToAskAbout(Conflict):
    """The need has no result yet, so there is nothing to call back about."""

    state: Named

    zh: ClassVar[str] = "该需求（{state}）尚未办结，无需回访。"
    en: ClassVar[str] = "The need ({state}) has no result yet to call back about."
