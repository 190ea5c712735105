"""Why bodies are not drawn."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict


class NothingToInspect(Conflict):
    """No registered body of these types is at home there."""

    zh: ClassVar[str] = "该区域内没有符合条件的登记组织，请调整区域或组织类型。"
    en: ClassVar[str] = "No registered body of these types is at home there; choose others."


@dataclass(eq=False)
class TooManyCandidates(Conflict):
    """One draw is over a list that everybody can still read."""

    limit: int

    zh: ClassVar[str] = "候选组织超过 {limit} 家，请按区县或组织类型分批抽取。"
    en: ClassVar[str] = "There are more than {limit} bodies; draw by district or legal type."


@dataclass(eq=False)
class TooFewInspectors(Conflict):
    """Two inspectors without ties go to every body."""

    there: int
    required: int

    zh: ClassVar[str] = (
        "可选派的检查人员为 {there} 人（不含应回避的），每家至少需要 {required} 人；"
        "请先授予更多检查人员角色，再重新固定名单。"
    )
    en: ClassVar[str] = (
        "{there} inspectors can go, and {required} must: give more people the role of inspector, "
        "then freeze a new list."
    )


class NobodyLeft(Conflict):
    """Every body of the list is drawn already."""

    zh: ClassVar[str] = "候选名单已全部抽出，没有可递补的组织。"
    en: ClassVar[str] = "Every body of the list is drawn; nobody is left to take its place."
