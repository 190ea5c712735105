"""Why a household's vote may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden


class NotAHouseholdHere(Forbidden):
    """Only residents whose household is known and lies in the round's region vote."""

    zh: ClassVar[str] = "只有本轮创投所在区域内已登记家庭的居民可以投票，请先在社区登记家庭。"
    en: ClassVar[str] = "Households of the round's region vote; have yours registered there."


class OwnProposal(Forbidden):
    """Nobody votes for an organization that he belongs to."""

    zh: ClassVar[str] = "您属于该申报组织，不能为其投票，请选择其他项目。"
    en: ClassVar[str] = "You belong to this organization; vote for another's proposal."


@dataclass(eq=False)
class AlreadyVoted(Conflict):
    """The household has voted in this round."""

    at: datetime

    zh: ClassVar[str] = "您的家庭已于 {at} 投票，每户一票，请等待结果公示。"
    en: ClassVar[str] = "Your household voted at {at}; it has one vote. Wait for the result."


@dataclass(eq=False)
class VotingOver(Conflict):
    """The time to vote is over."""

    votes_until: datetime | None

    zh: ClassVar[str] = "投票已于 {votes_until} 截止，请等待结果公示。"
    en: ClassVar[str] = "The voting ended at {votes_until}; wait for the result."
