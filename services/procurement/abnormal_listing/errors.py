"""Why an organization gets no grant."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Forbidden


@dataclass(eq=False)
class AbnormallyListed(Forbidden):
    """Who is on the list of abnormal activity gets no new venture grant."""

    zh: ClassVar[str] = "该组织在社会组织活动异常名录上，移出前不能申请、获得新的公益创投资助。"
    en: ClassVar[str] = (
        "The organization is on the list of abnormal activity and gets no new grant."
    )
