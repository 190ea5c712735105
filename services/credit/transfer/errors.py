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

    zh: ClassVar[str] = "账户不存在、待核或已关闭，不能记账。"
    en: ClassVar[str] = "An account does not exist, is in suspense or is closed."


@dataclass(eq=False)
class InsufficientCredits(Conflict):
    """The account has fewer credits available than the posting takes."""

    requested: int

    zh: ClassVar[str] = "可用积分不足 {requested}，请减少数量后再试。"
    en: ClassVar[str] = "Fewer than {requested} credits are available; ask for less."
