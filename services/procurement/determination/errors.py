"""Why a determination may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class VotingOpen(Conflict):
    """Households may still vote."""

    votes_until: datetime

    zh: ClassVar[str] = "居民投票至 {votes_until} 截止，请在截止后确定资助名单。"
    en: ClassVar[str] = "Households vote until {votes_until}; determine the grants after that."
