"""Why someone may not act for a team."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.errors import Forbidden


@dataclass(eq=False)
class NotYourTeam(Forbidden):
    """Only active members of the team, or those who manage its organization, may do this."""

    team_id: UUID

    zh: ClassVar[str] = "只有该服务队的在岗成员或其所属组织的负责人、社会工作者才能执行此操作。"
    en: ClassVar[str] = (
        "Only active members of the team, or managers and social workers of its organization, "
        "may do this."
    )
