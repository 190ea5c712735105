"""The life of an evaluation, and its words (spec/procurement.md §2.5)."""

from enum import StrEnum

from shared.states import Named, StateTable


class EvaluationState(Named):
    """Where an evaluation stands."""

    OPEN = "open", "评估中"
    FINALIZED = "finalized", "已有结论"


class EvaluationAction(Named):
    """What can happen to an evaluation."""

    FINALIZE = "finalize", "作出评估结论"


class Phase(Named):
    """When a contract is evaluated; a tranche waits for each."""

    MID_TERM = "mid_term", "中期"
    FINAL = "final", "末期"


class Part(Named):
    """Who gives a score; the residents' part is counted from their answers."""

    GOVERNMENT = "government", "政府评分"
    THIRD_PARTY = "third_party", "第三方评分"


class Grade(StrEnum):
    """优, 良, 合格, 不合格."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"  # noqa: S105 - a grade
    FAIL = "fail"


class ResidentFlag(StrEnum):
    """What is to be said about the residents' part."""

    SAMPLE_INSUFFICIENT = "resident_sample_insufficient"


# fmt: off
EVALUATION = StateTable("evaluation", initial=EvaluationState.OPEN, moves=[
    (EvaluationState.OPEN, EvaluationAction.FINALIZE, EvaluationState.FINALIZED),
])
# fmt: on
