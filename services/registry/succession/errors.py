"""Why a merger or a split may be refused."""

from typing import ClassVar

from shared.errors import Conflict


class FiledGroup(Conflict):
    """Only registered bodies merge or are split; a filed group ends, and another one is filed."""

    zh: ClassVar[str] = "备案的组织不办理合并、分立：请由街道注销后，另行备案新的组织。"
    en: ClassVar[str] = (
        "A filed group is neither merged nor split: its street ends it, and another one is filed."
    )
