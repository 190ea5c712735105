"""Why a sample may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class NothingToSample(Conflict):
    """No submitted log waits for a sample; sample when there are new ones."""

    zh: ClassVar[str] = "没有待抽查的服务记录，请在有新的服务记录后再抽查。"
    en: ClassVar[str] = "No submitted log waits for a sample; sample when there are new ones."


@dataclass(eq=False)
class ChecksOpen(Conflict):
    """Logs of the sample wait for a decision."""

    waiting: int

    zh: ClassVar[str] = "还有 {waiting} 条被抽中的服务记录未核验，请先逐条核验。"
    en: ClassVar[str] = "{waiting} logs of the sample wait for a decision; decide them first."
