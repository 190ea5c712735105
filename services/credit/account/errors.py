"""Why something with an account is refused; other slices of the service refuse with these too."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden
from shared.states import Named


@dataclass(eq=False)
class FourEyes(Forbidden):
    """Nobody decides what he proposed or decided himself."""

    zh: ClassVar[str] = "提出或已经办的人员不能再作决定，请由另一名工作人员处理。"
    en: ClassVar[str] = "Who proposed or decided it may not decide again; ask another officer."


@dataclass(eq=False)
class ConflictOfInterest(Forbidden):
    """Nobody decides on the credits of an organization he works for."""

    zh: ClassVar[str] = "不能处理本人所在组织的积分，请由无利害关系的人员处理。"
    en: ClassVar[str] = "You work for this organization; somebody without an interest must decide."


@dataclass(eq=False)
class AccountNotOpen(Conflict):
    """The account does not allow spending now."""

    state: Named

    zh: ClassVar[str] = "账户当前状态为 {state}，不能使用积分；请联系街道了解原因。"
    en: ClassVar[str] = "The account is {state}, its credits cannot be spent; ask the street."


@dataclass(eq=False)
class StillListed(Conflict):
    """The freeze follows from the list of serious violations and ends with it."""

    zh: ClassVar[str] = "该组织仍在严重违法失信名单中，移出名单后账户自动解冻。"
    en: ClassVar[str] = "It is on the list of serious violations; leaving the list thaws it."


@dataclass(eq=False)
class InArrears(Conflict):
    """Arrears come first: nothing may be spent before they are filled."""

    arrears: int

    zh: ClassVar[str] = "账户尚欠 {arrears} 积分，后续积分抵补完成后才能兑换。"
    en: ClassVar[str] = "{arrears} credits are in arrears; earn them back first."
