"""Why an opinion may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class NoTimeToSpeak(Conflict):
    """Opinions are given from the notice until the meeting is closed."""

    state: Named

    zh: ClassVar[str] = "会议（{state}）已不再收集意见；对决议有异议的，请在公示期内提出。"
    en: ClassVar[str] = (
        "The meeting ({state}) takes no opinions any more; object while a resolution is announced."
    )


@dataclass(eq=False)
class Answered(Conflict):
    """The minutes are final, and the answers with them."""

    zh: ClassVar[str] = "会议记录已定稿，意见的采纳情况不能再改。"
    en: ClassVar[str] = "The minutes are final, and so are the answers to opinions."
