"""Why a service log may be refused."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class StartAfterEnd(Invalid):
    """The service must begin before it ends; correct the times."""

    pointer: str = "/ends_at"

    zh: ClassVar[str] = "服务开始时间必须早于结束时间，请核对。"
    en: ClassVar[str] = "The service must begin before it ends; correct the times."


@dataclass(eq=False)
class NotYetServed(Invalid):
    """A service that has not ended cannot be recorded."""

    pointer: str = "/ends_at"

    zh: ClassVar[str] = "服务尚未结束，结束后方可登记服务记录。"
    en: ClassVar[str] = "The service has not ended; record it afterwards."


@dataclass(eq=False)
class OutsideContract(Invalid):
    """The service lies outside the period of the contract."""

    pointer: str
    starts_on: date
    ends_on: date

    zh: ClassVar[str] = "服务时间须在合同期内（{starts_on} 至 {ends_on}），请核对日期。"
    en: ClassVar[str] = "The contract runs from {starts_on} to {ends_on}; correct the day."


@dataclass(eq=False)
class ForeignWorker(Invalid):
    """The worker does not belong to the supplier."""

    pointer: str
    worker_id: UUID

    zh: ClassVar[str] = "社工 {worker_id} 不是本合同承接机构的社工，请选择本机构的社工。"
    en: ClassVar[str] = "The worker {worker_id} is not of the contract's supplier; name one who is."


@dataclass(eq=False)
class WorkerNotRegistered(Conflict):
    """The worker's registration was not valid on that day."""

    worker_id: UUID
    served_on: date
    registered_until: date | None

    zh: ClassVar[str] = (
        "社工 {worker_id} 在 {served_on} 未处于有效登记期内，该次服务不能计入，请核对日期或人员。"
    )
    en: ClassVar[str] = (
        "The worker {worker_id} was not registered on {served_on}; correct day or worker."
    )


@dataclass(eq=False)
class WorkerUnderQualified(Conflict):
    """The item asks for a higher certificate than the workers hold."""

    needed: Named

    zh: ClassVar[str] = "该服务项目至少需要一名持有“{needed}”级别证书的社工。"
    en: ClassVar[str] = "One of the workers must hold at least the level {needed}."


@dataclass(eq=False)
class TooFewAttending(Invalid):
    """A group session needs at least three different beneficiaries."""

    pointer: str
    attending: int
    attending_min: int

    zh: ClassVar[str] = (
        "小组活动至少需 {attending_min} 名不同的服务对象到场，当前 {attending} 名，请核对名单。"
    )
    en: ClassVar[str] = (
        "A group needs {attending_min} beneficiaries, not {attending}; correct them."
    )


@dataclass(eq=False)
class OutsideTargetGroup(Invalid):
    """A beneficiary does not belong to the contract's target group."""

    pointer: str
    position: int
    target_groups: list[str]

    zh: ClassVar[str] = (
        "第 {position} 个服务对象不属于该服务项目约定的服务人群（{target_groups}），请核对。"
    )
    en: ClassVar[str] = "Beneficiary number {position} is outside {target_groups}; correct it."


@dataclass(eq=False)
class NotDelivering(Conflict):
    """The contract is not being delivered."""

    state: Named

    zh: ClassVar[str] = "合同当前状态（{state}）不能登记服务，合同生效履行后方可登记。"
    en: ClassVar[str] = "A contract that is {state} takes no service logs; it has to be active."


@dataclass(eq=False)
class FinallySettled(Conflict):
    """The last tranche is settled without it: nothing is counted any more."""

    zh: ClassVar[str] = (
        "末期结算已核定，不能再登记、更正服务记录或提出记录异议；对结算有异议的，请先提出结算异议。"
    )
    en: ClassVar[str] = "The last tranche is settled; dispute that settlement first."


@dataclass(eq=False)
class CommitmentFreed(Conflict):
    """The contract's money is given back: nothing could be paid any more."""

    zh: ClassVar[str] = "合同剩余签约资金已释放，不能再登记、更正服务记录或提出记录异议。"
    en: ClassVar[str] = "The contract's money is given back; nothing more can be paid from it."


@dataclass(eq=False)
class DisputedBefore(Conflict):
    """The rejection was disputed and decided; it is final."""

    zh: ClassVar[str] = "该记录的异议已处理完毕，结论为最终结论。"
    en: ClassVar[str] = "The dispute about this log was decided; the decision is final."
