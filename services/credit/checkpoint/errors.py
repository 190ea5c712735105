"""Why a transfer cannot be proven."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Invalid, NotFound


@dataclass(eq=False)
class NotYetSealed(NotFound):
    """The transfer is in no checkpoint yet; the next one is due at `next_at`."""

    next_at: datetime | None

    zh: ClassVar[str] = "该笔记账尚未封存，请在下一次封存（{next_at}）之后再查询。"
    en: ClassVar[str] = "This transfer is not sealed yet; ask again after {next_at}."


@dataclass(eq=False)
class CheckpointsReversed(Invalid):
    """The earlier checkpoint is not before the later one."""

    parameter: str = "since"

    zh: ClassVar[str] = "起始检查点必须早于目标检查点，请调整后再查询。"
    en: ClassVar[str] = "The earlier checkpoint must come before the later one; correct them."
