"""Why an order may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class OfferGone(Conflict):
    """The offer has expired, or went to another team."""

    state: Named
    expires_at: datetime | None

    zh: ClassVar[str] = "该派单已失效（已过期、已被接单或已收回），请查看新的派单。"
    en: ClassVar[str] = "The offer has expired or is taken; look for new ones."


@dataclass(eq=False)
class WindowClosed(Conflict):
    """The time to dispute is over."""

    closed_at: datetime

    zh: ClassVar[str] = "异议期已于 {closed_at} 截止；如仍有问题，请提交新的需求。"
    en: ClassVar[str] = "The time to dispute ended at {closed_at}; file a new need instead."


@dataclass(eq=False)
class TooEarly(Conflict):
    """The team still has time to arrive."""

    arrive_by: datetime

    zh: ClassVar[str] = "承诺到达时间为 {arrive_by}，届时未到再登记爽约。"
    en: ClassVar[str] = "The team promised to arrive by {arrive_by}; report it after that."


@dataclass(eq=False)
class FeeAboveCap(Invalid):
    """The fee is above what the menu allows."""

    pointer: str
    fee_fen: int
    cap_fen: int
    cap: str

    zh: ClassVar[str] = "收费超过下单时的菜单限价 {cap} 元，请按限价以内的金额填写。"
    en: ClassVar[str] = "The fee is above the menu's cap of {cap} yuan; state one up to the cap."
