"""Why a fund refuses."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class InsufficientFunds(Conflict):
    """A fund has less available than is asked of it; nothing was taken from any."""

    shortfalls: list[dict[str, Any]]
    """`{fund_id, requested, available}` of every fund that falls short, amounts in yuan."""

    zh: ClassVar[str] = "资金余额不足，未作任何占用。请调整预算或先追加拨款。"
    en: ClassVar[str] = (
        "Too little money is available; nothing was taken. Change the budget or add money."
    )


@dataclass(eq=False)
class OverCommitment(Conflict):
    """More is asked than is held for this: reserved, committed or paid."""

    held_as: str
    requested: str
    held: str

    zh: ClassVar[str] = "申请金额 {requested} 元超过该事项名下金额 {held} 元，请核对金额。"
    en: ClassVar[str] = "{requested} yuan is more than the {held} {held_as} for this; correct it."


@dataclass(eq=False)
class FundUnusable(Conflict):
    """The fund is not open, is frozen, or is outside its validity."""

    fund_id: UUID
    state: Named
    valid_from: date
    valid_to: date

    zh: ClassVar[str] = (
        "该资金当前不可使用（状态 {state}，有效期 {valid_from} 至 {valid_to}），请更换资金。"
    )
    en: ClassVar[str] = "The fund is {state}, valid {valid_from} to {valid_to}; take another."


@dataclass(eq=False)
class PurposeMismatch(Conflict):
    """The fund is bound to other purposes."""

    fund_id: UUID
    purpose: str
    allowed: list[str]

    zh: ClassVar[str] = "该资金有限定用途，与本项目的用途不符，请更换资金或调整项目用途。"
    en: ClassVar[str] = "The fund is not for {purpose}; take another fund or purpose."


@dataclass(eq=False)
class StillHeld(Conflict):
    """The fund holds money for projects or contracts, so it cannot be closed."""

    reserved: str
    committed: str

    zh: ClassVar[str] = "尚有预留 {reserved} 元、已签约 {committed} 元未结清，结清后再关闭。"
    en: ClassVar[str] = "{reserved} yuan is reserved and {committed} committed; settle it first."


@dataclass(eq=False)
class EntryKeyReused(Invalid):
    """The key of an entry was used for another amount."""

    key: UUID

    zh: ClassVar[str] = "该记账键已用于金额不同的记账，请核对来源。"
    en: ClassVar[str] = "This key was used for another amount; check its source."


@dataclass(eq=False)
class OutOfCharge(Forbidden):
    """Only those in charge of the region may do this."""

    roles: list[Named]

    zh: ClassVar[str] = "此操作由该区域的以下岗位办理：{roles}。"
    en: ClassVar[str] = "This is done by one of the roles {roles} of the region."


@dataclass(eq=False)
class FundOutOfReach(Conflict):
    """The fund is not for this project's region."""

    fund_id: UUID

    zh: ClassVar[str] = "预算所列资金不属于项目所在区域或其上级区域，请更换资金。"
    en: ClassVar[str] = "A fund of the budget is not for the region of the project."
