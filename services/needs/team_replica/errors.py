"""Why someone may not act for a team."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.errors import Forbidden


@dataclass(eq=False)
class NotYourTeam(Forbidden):
    """Only members of the team, or those who lead its organization, may do this."""

    team_id: UUID

    zh: ClassVar[str] = "只有该服务队成员或其所属组织的负责人才能执行此操作。"
    en: ClassVar[str] = "Only members of the team or leaders of its organization may do this."
