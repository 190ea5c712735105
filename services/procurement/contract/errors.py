"""Why something about a contract may be refused."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class AlreadySigned(Conflict):
    """This side has signed."""

    side: str
    signed_at: datetime

    zh: ClassVar[str] = "本方已于 {signed_at} 签署，请等待对方签署。"
    en: ClassVar[str] = "This side signed at {signed_at}; the other one is awaited."


@dataclass(eq=False)
class SigningOver(Conflict):
    """The time to sign is over."""

    sign_by: datetime

    zh: ClassVar[str] = "签署期限为 {sign_by}，现已逾期，合同草案失效；项目将重新开放。"
    en: ClassVar[str] = "The contract was to be signed by {sign_by}; the draft is void."


@dataclass(eq=False)
class NotASigner(Forbidden):
    """Only the buyer of the region and a manager of the organization sign, and never one person."""

    zh: ClassVar[str] = "只有购买方经办人和承接组织负责人可以签署，且须由不同的人分别签署。"
    en: ClassVar[str] = "The buyer and a manager of the organization sign, two different people."


@dataclass(eq=False)
class ContractDeviates(Invalid):
    """The contract's period does not lie within the project's."""

    pointer: str
    earliest: date
    latest: date

    zh: ClassVar[str] = "合同期限须在项目期限（{earliest} 至 {latest}）之内，且起早于止。"
    en: ClassVar[str] = "The contract runs within the project's period, {earliest} to {latest}."


@dataclass(eq=False)
class NotTerminated(Conflict):
    """Only a terminated contract's money is given back this way."""

    state: Named

    zh: ClassVar[str] = "合同当前状态为 {state}，只有已终止的合同可以释放剩余签约资金。"
    en: ClassVar[str] = "The contract is {state}; only a terminated one's money is freed."
