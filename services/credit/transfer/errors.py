"""Why the ledger refuses a posting."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Invalid


@dataclass(eq=False)
class KeyReused(Invalid):
    """The key of a posting was used for another posting."""

    key: str

    zh: ClassVar[str] = "该记账键已用于内容不同的记账，请核对来源事件。"
    en: ClassVar[str] = "This key was used for a posting with other contents; check its source."


@dataclass(eq=False)
class AccountUnusable(Conflict):
    """An account of the posting does not exist, is in suspense or is closed."""

    accounts: list[str]

    zh: ClassVar[str] = "账户不存在、待核或已关闭，不能记账，请核对账户。"
    en: ClassVar[str] = "An account does not exist, is in suspense or is closed; name another."


@dataclass(eq=False)
class DifferentUnits(Invalid):
    """The two accounts of a posting count different units."""

    zh: ClassVar[str] = "两个账户的积分种类不同，不能互转。"
    en: ClassVar[str] = "The two accounts count different units; nothing moves between them."


@dataclass(eq=False)
class InsufficientCredits(Conflict):
    """The account has fewer credits available than asked for."""

    requested: int
    available: int

    zh: ClassVar[str] = "可用积分为 {available}，不足 {requested}，请减少数量后再试。"
    en: ClassVar[str] = "{available} credits are available, not {requested}; ask for less."


@dataclass(eq=False)
class NotReversible(Conflict):
    """A reversal, arrears, and what expired, passed on or facts took back, cannot be reversed."""

    transfer: str

    zh: ClassVar[str] = (
        "冲正、欠分、到期、承继和系统按事实收回的记录不能冲正；如有错误，请另行记账。"
    )
    en: ClassVar[str] = (
        "A reversal, arrears, and what expired, passed on or facts took back cannot be reversed;"
        " post it anew instead."
    )


@dataclass(eq=False)
class ReversedAlready(Conflict):
    """A transfer cannot be reversed by more than what is left of it."""

    requested: int
    left: int

    zh: ClassVar[str] = "该笔记账还可冲正 {left} 积分，不能冲正 {requested}。"
    en: ClassVar[str] = "{left} credits of this transfer can be reversed, not {requested}."


@dataclass(eq=False)
class HoldOver(Conflict):
    """The hold was captured, voided or has expired."""

    reason: str

    zh: ClassVar[str] = "预留已结束，不能再次处理，请刷新后查看结果。"
    en: ClassVar[str] = "The hold is over ({reason}) and stays so; reload to see it."


@dataclass(eq=False)
class BatchRefused(Conflict):
    """Nothing of the batch was posted, because some of it could not be."""

    refused: dict[str, str]

    zh: ClassVar[str] = "批量记账未执行；以下各行不符合要求：{refused}。"
    en: ClassVar[str] = "Nothing was posted, because of these rows: {refused}."
