"""Why something about a contract may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden


@dataclass(eq=False)
class ClaimNotReady(Conflict):
    """The claim is not yet confirmed and published long enough for a contract."""

    state: str
    publicity_ends_at: datetime

    zh: ClassVar[str] = (
        "认领须经组织确认且公示期（至 {publicity_ends_at}）届满后方可订立合同，当前状态：{state}。"
    )
    en: ClassVar[str] = (
        "A contract needs a confirmed claim whose publicity is over ({publicity_ends_at});"
        " it is {state}."
    )


@dataclass(eq=False)
class AlreadySigned(Conflict):
    """This side has signed."""

    side: str
    signed_at: datetime

    zh: ClassVar[str] = "本方已于 {signed_at} 签署，请等待对方签署。"
    en: ClassVar[str] = "This side signed at {signed_at}; the other one is awaited."


@dataclass(eq=False)
class NotASigner(Forbidden):
    """Only the buyer of the region and a manager of the organization sign, and never one person."""

    zh: ClassVar[str] = "只有购买方经办人和承接组织负责人可以签署，且须由不同的人分别签署。"
    en: ClassVar[str] = "The buyer and a manager of the organization sign, two different people."
