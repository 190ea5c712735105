"""Why a ballot may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class PollClosed(Conflict):
    """Ballots are cast while the meeting is open."""

    state: Named

    zh: ClassVar[str] = "会议（{state}）现在不接受投票；请在会议进行期间投票。"
    en: ClassVar[str] = "The meeting ({state}) takes no ballots now; vote while it is open."


@dataclass(eq=False)
class VotedOnPaper(Conflict):
    """A paper ballot was handed in for this number: it stands."""

    zh: ClassVar[str] = "该名册号已投纸质票，以纸质票为准；需要更改的，请到现场更换纸质票。"
    en: ClassVar[str] = "This number voted on paper, and that stands; change it at the meeting."


@dataclass(eq=False)
class NoSuchOption(Invalid):
    """A yes is for one of the options, any other vote for none."""

    options: int

    zh: ClassVar[str] = "投赞成票请填写方案序号（1 至 {options}），反对或弃权请不要填写方案。"
    en: ClassVar[str] = "A yes names an option from 1 to {options}, a no or an abstention none."
