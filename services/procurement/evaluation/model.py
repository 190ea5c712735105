"""The evaluation and its parts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.evaluation.errors import ResidentsHeard
from services.procurement.evaluation.rules import Residents, Scale, Weights, may_rectify, quality
from services.procurement.evaluation.states import (
    EVALUATION,
    EvaluationAction,
    EvaluationState,
    Grade,
    Part,
    Phase,
    ResidentFlag,
)
from shared.contracts.procurement import EvaluationFinalized
from shared.orm import choice
from shared.policy import Parameter, whole
from shared.records import fingerprint

SPEC = "spec/procurement.md §2.5"
SHARE = whole(0, 10_000)
WEIGHTS = [
    Parameter("evaluation.weight.government", SHARE, default=3_000, source=SPEC),
    Parameter("evaluation.weight.third_party", SHARE, default=4_000, source=SPEC),
    Parameter("evaluation.weight.residents", SHARE, default=3_000, source=SPEC),
]
THRESHOLDS = [
    Parameter("evaluation.threshold.excellent", SHARE, default=9_000, source=SPEC),
    Parameter("evaluation.threshold.good", SHARE, default=8_000, source=SPEC),
    Parameter("evaluation.threshold.pass", SHARE, default=7_000, source=SPEC),
]
SHARES = [
    Parameter("settlement.share.excellent", SHARE, default=10_000, source=SPEC),
    Parameter("settlement.share.good", SHARE, default=10_000, source=SPEC),
    Parameter("settlement.share.pass", SHARE, default=9_000, source=SPEC),
    Parameter("settlement.share.fail", SHARE, default=0, source=SPEC),
]


def weights_kept(rules: dict[str, Any]) -> Weights:
    """The weights a contract started with."""
    return Weights(*(weight.kept(rules) for weight in WEIGHTS))


def scale_kept(rules: dict[str, Any]) -> Scale:
    """The grades a contract started with."""
    excellent, good, passed, failed = (share.kept(rules) for share in SHARES)
    first, second, third = (threshold.kept(rules) for threshold in THRESHOLDS)
    return Scale((first, second, third), (excellent, good, passed, failed))


class Evaluation(ProcurementEntity, kw_only=True):
    """How well a contract was delivered, by government, third party and residents together."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("contract_id", "phase", "round_no"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score"),
        Index("ix_evaluation_contract_id_id", "contract_id", "id"),
        Index("ix_evaluation_region_id_id", "region_id", "id"),
        Index("ix_evaluation_organization_id_id", "organization_id", "id"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    project_id: Mapped[UUID]
    cluster_id: Mapped[UUID | None]
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    phase: Mapped[Phase] = mapped_column(choice(Phase, "phase"))
    round_no: Mapped[int]
    """2 after a first failure."""
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime]
    beneficiaries: Mapped[int | None] = mapped_column(default=None)
    responses: Mapped[int | None] = mapped_column(default=None)
    needed: Mapped[int | None] = mapped_column(default=None)
    residents_score: Mapped[int | None] = mapped_column(default=None)
    weights: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """What was weighed, after the residents' weight was given away where it had to be."""
    score: Mapped[int | None] = mapped_column(default=None)
    grade: Mapped[Grade | None] = mapped_column(choice(Grade, "grade"), default=None)
    share_bp: Mapped[int | None] = mapped_column(default=None)
    flags: Mapped[list[Any]] = mapped_column(default_factory=list)
    record_sha256: Mapped[str] = mapped_column(default="")
    finalized_at: Mapped[datetime | None] = mapped_column(default=None)
    waiver_reason: Mapped[str | None] = mapped_column(default=None)
    """Why it may be settled although no resident answered."""
    waived_by: Mapped[UUID | None] = mapped_column(default=None)
    state: Mapped[EvaluationState] = mapped_column(
        choice(EvaluationState, "state"), default=EVALUATION.initial
    )

    @property
    def actions(self) -> list[EvaluationAction]:
        """What the table allows next."""
        return EVALUATION.allowed(self.state)

    def must_be_open(self) -> None:
        """Refuse whatever comes after the end."""
        EVALUATION.after(self.state, EvaluationAction.FINALIZE)

    def may_rectify(self, *, at: datetime) -> bool:
        """Whether it failed for the first time, a short while ago."""
        return self.finalized_at is not None and may_rectify(
            round_no=self.round_no, grade=self.grade, finalized_at=self.finalized_at, at=at
        )

    def finalize(
        self, parts: dict[Part, int], residents: Residents, rules: dict[str, Any], *, at: datetime
    ) -> EvaluationFinalized:
        """Put the parts together by the rules the contract started with."""
        self.state = EVALUATION.after(self.state, EvaluationAction.FINALIZE)
        self.score, self.weights = quality(
            weights_kept(rules),
            government=parts[Part.GOVERNMENT],
            third_party=parts[Part.THIRD_PARTY],
            residents=residents,
        )
        scale = scale_kept(rules)
        self.grade = scale.grade(self.score)
        self.share_bp = scale.share_bp(self.grade)
        self.beneficiaries, self.responses = residents.beneficiaries, residents.responses
        self.needed, self.residents_score = residents.needed, residents.score
        self.flags = [] if residents.valid else [ResidentFlag.SAMPLE_INSUFFICIENT]
        self.finalized_at = at
        self.record_sha256 = fingerprint(self._record(parts))
        return EvaluationFinalized(
            project_id=self.project_id,
            cluster_id=self.cluster_id,
            region_id=self.region_id,
            record_sha256=self.record_sha256,
            evaluation_id=self.id,
            contract_id=self.contract_id,
            organization_id=self.organization_id,
            phase=self.phase,
            grade=self.grade,
            resident_score=residents.rating,
            at=at,
        )

    def waive_residents(self, *, reason: str, by: UUID) -> None:
        """Let it be settled although no resident answered; the reason is public."""
        if self.responses:
            raise ResidentsHeard(responses=self.responses)
        self.waiver_reason, self.waived_by = reason, by

    def _record(self, parts: dict[Part, int]) -> dict[str, Any]:
        return {
            "evaluation_id": str(self.id),
            "contract_id": str(self.contract_id),
            "phase": str(self.phase),
            "round_no": self.round_no,
            "parts": {str(part): score for part, score in parts.items()},
            "residents": [self.beneficiaries, self.responses, self.residents_score],
            "weights": self.weights,
            "score": self.score,
            "grade": str(self.grade),
            "share_bp": self.share_bp,
        }


class EvaluationPart(ProcurementEntity, kw_only=True):
    """One party's word; given once."""

    __tablename__ = "evaluation_part"
    __table_args__ = (UniqueConstraint("evaluation_id", "part"),)

    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"))
    part: Mapped[Part] = mapped_column(choice(Part, "part"))
    indicators: Mapped[list[Any]]
    score: Mapped[int]
    log_ids: Mapped[list[Any]]
    """The sampled logs it was judged by."""
    comment: Mapped[str]
    given_by: Mapped[UUID]
    evaluator_organization_id: Mapped[UUID | None]
    given_at: Mapped[datetime]
