"""Why a score or a signature may be refused."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class Recused(Forbidden):
    """The member is too near to this candidate to judge it."""

    ground: Named

    zh: ClassVar[str] = "您须回避该候选组织（{ground}），不能评分；尚未登记回避的，请先登记。"
    en: ClassVar[str] = "You stand aside from this candidate ({ground}); declare it, if not done."


@dataclass(eq=False)
class ScoresIncomplete(Invalid):
    """A sheet scores every criterion of the stage once, and no other."""

    pointer: str
    codes: list[str]

    zh: ClassVar[str] = "请对本阶段的每项指标各评分一次：{codes}。"
    en: ClassVar[str] = "Score each criterion of the stage once, and no other: {codes}."


@dataclass(eq=False)
class ScoreOutOfBand(Invalid):
    """A score lies outside 0 and the criterion's maximum."""

    pointer: str
    code: str
    max_score_hundredths: int

    zh: ClassVar[str] = "指标 {code} 的评分须在 0 与满分之间（单位：百分之一分），请修改。"
    en: ClassVar[str] = "{code} is scored from 0 to {max_score_hundredths} hundredths of a point."


@dataclass(eq=False)
class SheetsMissing(Conflict):
    """Candidates are left that the member has not scored."""

    candidate_ids: list[UUID]

    zh: ClassVar[str] = "尚有候选项目未评分，请全部评分后再锁定。"
    en: ClassVar[str] = "Candidates are left to score; score them all, then lock."


class SheetsLocked(Conflict):
    """The member has locked his scores."""

    zh: ClassVar[str] = "您的评分已锁定，不能修改；请等待其他成员锁定后核对。"
    en: ClassVar[str] = "Your scores are locked and stay; wait for the others, then check them."


class NothingToCorrect(Conflict):
    """Only what departs from the other members' scores is corrected or confirmed."""

    zh: ClassVar[str] = "只有客观分不一致或畸高畸低的评分可以更正或确认，该项无需处理。"
    en: ClassVar[str] = "Only scores that depart from the others' are corrected; this one stays."


@dataclass(eq=False)
class ObjectiveScoreMismatch(Conflict):
    """An objective criterion has not the same score of every member."""

    mismatches: list[dict[str, Any]]
    """`{candidate_id, code}`."""

    zh: ClassVar[str] = "客观指标评分不一致，不能签署报告；请相关成员更正后再签署。"
    en: ClassVar[str] = "An objective score differs between members; correct it before signing."


@dataclass(eq=False)
class OutlierUnconfirmed(Conflict):
    """A score is far from the others' and its member has not confirmed it."""

    outliers: list[dict[str, Any]]
    """`{member_id, candidate_id, code}`."""

    zh: ClassVar[str] = "有评分明显偏离其他成员，请该成员说明理由予以确认或更正后再签署。"
    en: ClassVar[str] = "A score is far from the others'; its member confirms or corrects it first."


@dataclass(eq=False)
class NobodyToJudge(Conflict):
    """Every member stands aside from a candidate."""

    candidate_id: UUID

    zh: ClassVar[str] = "全部成员均回避某候选项目，无法出具报告；请更换成员。"
    en: ClassVar[str] = "All members stand aside from a candidate; replace one of them."


class AlreadySignedReport(Conflict):
    """The member has signed the report."""

    zh: ClassVar[str] = "您已签署本报告，请等待其他成员签署。"
    en: ClassVar[str] = "You have signed this report; wait for the others."


@dataclass(eq=False)
class ReviewUnsigned(Conflict):
    """The panel's report on this stage is not signed by all."""

    stage: str

    zh: ClassVar[str] = "评审小组尚未全部签署本阶段报告，请待全部签署后办理。"
    en: ClassVar[str] = "The panel has not signed its report on {stage}; wait until all have."
