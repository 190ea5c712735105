"""Why an entitlement cannot be used."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class NotEntitled(Conflict):
    """The organization's tier does not bring this."""

    code: str
    tier: int
    tier_min: int

    zh: ClassVar[str] = "该权益要求等级 T{tier_min}，贵组织目前为 T{tier}，升级后方可使用。"
    en: ClassVar[str] = "This takes T{tier_min}, the organization is T{tier}; earn the tier first."


@dataclass(eq=False)
class UsedUp(Conflict):
    """More than what is left of the entitlement in this period."""

    code: str
    requested: int
    left: int

    zh: ClassVar[str] = "本期尚余 {left}，不足 {requested}，请减少数量或待下期使用。"
    en: ClassVar[str] = "{left} are left in this period, not {requested}; ask for less."
