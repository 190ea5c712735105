"""Why something about a panel may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class CriteriaNotWhole(Invalid):
    """The maxima of a stage's criteria are not 100.00 points together."""

    pointer: str
    stage: str
    maxima_hundredths: int

    zh: ClassVar[str] = "同一阶段各评审指标的满分之和须为 100.00 分，请调整。"
    en: ClassVar[str] = "The maxima of the stage {stage} are not 100.00 together; correct them."


@dataclass(eq=False)
class CriterionTwice(Invalid):
    """Two criteria have one code."""

    pointer: str
    code: str

    zh: ClassVar[str] = "评审指标编号 {code} 重复，请修改。"
    en: ClassVar[str] = "The code {code} stands for two criteria; change one."


@dataclass(eq=False)
class PanelMalformed(Invalid):
    """The panel is too small, even in number, or lacks somebody it needs."""

    pointer: str
    members: int
    least: int
    missing: list[Named]
    """Of which capacities there are too few."""

    zh: ClassVar[str] = "评审小组须为 {least} 人以上单数，且各类成员人数达到要求，请调整名单。"
    en: ClassVar[str] = (
        "A panel is odd in number, {least} or more, with enough of every kind; change the members."
    )


@dataclass(eq=False)
class CustodianOnPanel(Invalid):
    """Who holds the key does not judge what it opened."""

    pointer: str

    zh: ClassVar[str] = "密钥托管人不能担任评审小组成员，请更换。"
    en: ClassVar[str] = "A custodian of the key sits on no panel; name another."


@dataclass(eq=False)
class MemberTwice(Invalid):
    """One person sits on the panel once."""

    pointer: str

    zh: ClassVar[str] = "同一人员只能在评审小组中出现一次，请更换。"
    en: ClassVar[str] = "One person sits on a panel once; name another."


@dataclass(eq=False)
class NotAMember(Forbidden):
    """Only a member of the panel does this, in the role he sits there for."""

    zh: ClassVar[str] = "只有评审小组成员可以办理，且须具备其所代表的岗位角色，请由该成员办理。"
    en: ClassVar[str] = "Only a member of the panel, holding the role he sits for, may do this."


@dataclass(eq=False)
class RecusedBefore(Conflict):
    """The member stands aside from this organization already."""

    ground: Named

    zh: ClassVar[str] = "该成员已回避该组织（{ground}），无需重复登记。"
    en: ClassVar[str] = "The member stands aside from it already ({ground}); nothing is to be done."
