"""Why a need may not join a project."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class NotAsked(Conflict):
    """No project is proposed for this need, or its service had already begun."""

    zh: ClassVar[str] = "该需求目前没有可加入的项目；已在办理的服务将照常完成。"
    en: ClassVar[str] = "There is no project this need is asked to join; what runs goes on."


@dataclass(eq=False)
class ServiceRuns(Conflict):
    """Someone is at work on the need, or has met it; that is never cancelled for a project."""

    state: Named

    zh: ClassVar[str] = "该需求（{state}）已有服务在办或已办结，将照常完成，无需加入项目。"
    en: ClassVar[str] = "The need ({state}) is being served or met already; that goes on."
