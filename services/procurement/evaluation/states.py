"""The life of an evaluation, and its words (spec/procurement.md §2.5)."""

from enum import StrEnum

from shared.states import StateTable


class EvaluationState(StrEnum):
    """Where an evaluation stands."""

    OPEN = "open"
    FINALIZED = "finalized"


class EvaluationAction(StrEnum):
    """What can happen to an evaluation."""

    FINALIZE = "finalize"


class Phase(StrEnum):
    """When a contract is evaluated; a tranche waits for each."""

    MID_TERM = "mid_term"
    FINAL = "final"


class Part(StrEnum):
    """Who gives a score; the residents' part is counted from their answers."""

    GOVERNMENT = "government"
    THIRD_PARTY = "third_party"


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
