"""Why a support may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden
from shared.states import Named


@dataclass(eq=False)
class ResidentsOnly(Forbidden):
    """Only those who live in its community speak about a need, with their own accounts."""

    zh: ClassVar[str] = "只有住在该社区的居民可以用个人账号对该需求表态。"
    en: ClassVar[str] = "Only residents of its community speak about a need, by their own accounts."


@dataclass(eq=False)
class OwnNeed(Conflict):
    """The household filed the need itself, and already counts."""

    zh: ClassVar[str] = "该需求由您的家庭提出，已计入户数，无需再次表示。"
    en: ClassVar[str] = "Your household filed this need and already counts."


@dataclass(eq=False)
class AlreadySupported(Conflict):
    """A household speaks once about a need."""

    stance: Named
    at: datetime

    zh: ClassVar[str] = "您的家庭已于 {at} 对该需求表态（{stance}）；如需更改，请先撤回。"
    en: ClassVar[str] = "Your household said {stance} at {at}; take that back to change it."


@dataclass(eq=False)
class NeedAnswered(Conflict):
    """The need is met or ended; nobody waits for it any more."""

    state: Named

    zh: ClassVar[str] = "该需求（{state}）已办结；如您仍有需要，请提交新的需求。"
    en: ClassVar[str] = "The need ({state}) is over; file one of your own."
