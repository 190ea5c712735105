"""One stage of a panel's review, and the sheets of its members."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.entity import ProcurementEntity
from services.procurement.panel.rules import Criterion
from services.procurement.review.errors import AlreadySignedReport, NobodyToJudge, SheetsLocked
from services.procurement.review.rules import Mark, Result, ranks, result_of
from services.procurement.review.states import REVIEW, ReviewAction, ReviewState
from shared.orm import choice
from shared.policy import Parameter, whole
from shared.records import fingerprint

OUTLIER = Parameter(
    "review.outlier", whole(1, 10_000), default=3_000, source="spec/procurement.md §2.4"
)
"""How far a score may be from the others' mean unexplained, in basis points of its maximum."""


class Review(ProcurementEntity, kw_only=True):
    """One stage of a panel's review: who competes in it, and the report in the end."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("panel_id", "stage"),
        Index("ix_review_region_id_id", "region_id", "id"),
    )

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"))
    region_id: Mapped[UUID]
    stage: Mapped[str]
    candidates: Mapped[list[Any]]
    """`{candidate_id, organization_id}`, as text."""
    locks: Mapped[list[Any]] = mapped_column(default_factory=list)
    """`{member_id, at}`: who has locked his scores."""
    ranking: Mapped[list[Any]] = mapped_column(default_factory=list)
    """The report: `{candidate_id, totals, total, below, rank}`, the first first."""
    signatures: Mapped[list[Any]] = mapped_column(default_factory=list)
    """`{member_id, at, dissent}`."""
    record_sha256: Mapped[str] = mapped_column(default="")
    """The fingerprint of the report, set with it."""
    state: Mapped[ReviewState] = mapped_column(choice(ReviewState, "state"), default=REVIEW.initial)

    @property
    def actions(self) -> list[ReviewAction]:
        """What the table allows next."""
        return REVIEW.allowed(self.state)

    @property
    def locked_by(self) -> set[UUID]:
        """The members that have locked their scores."""
        return {UUID(one["member_id"]) for one in self.locks}

    @property
    def signed_by(self) -> set[UUID]:
        """The members that have signed the report."""
        return {UUID(one["member_id"]) for one in self.signatures}

    def must_be_open_to(self, member_id: UUID) -> None:
        """Refuse scores when all have locked theirs, or he his."""
        REVIEW.after(self.state, ReviewAction.SCORE)
        if member_id in self.locked_by:
            raise SheetsLocked

    def lock(self, member_id: UUID, *, seated: set[UUID], at: datetime) -> None:
        """A member's scores stay; when everybody's do, they are compared."""
        self.must_be_open_to(member_id)
        self.locks = [*self.locks, {"member_id": str(member_id), "at": at.isoformat()}]
        if seated <= self.locked_by:
            self.move(ReviewAction.CLOSE)

    def report(
        self, marks: Sequence[Mark], criteria: Sequence[Criterion], *, trim_from: int | None
    ) -> None:
        """Rank the candidates by what those who do not stand aside gave them."""
        results = []
        for candidate_id in (UUID(one["candidate_id"]) for one in self.candidates):
            own = [one for one in marks if one.candidate_id == candidate_id]
            if not own:
                raise NobodyToJudge(candidate_id=candidate_id)
            results.append(result_of(candidate_id, own, criteria, trim_from=trim_from))
        places = ranks([one.total for one in results])
        placed = sorted(zip(places, results, strict=True), key=lambda one: one[0])
        self.ranking = [_line(result, place) for place, result in placed]
        record = {"review_id": str(self.id), "stage": self.stage, "ranking": self.ranking}
        told = [asdict(one) for one in criteria]
        self.record_sha256 = fingerprint(record | {"criteria": told, "trim_from": trim_from})

    def sign(
        self, member_id: UUID, *, dissent: str | None, seated: set[UUID], at: datetime
    ) -> None:
        """Sign the report, with or without dissent; with the last signature it holds."""
        signed = REVIEW.after(self.state, ReviewAction.SIGN)
        if member_id in self.signed_by:
            raise AlreadySignedReport
        self.state = signed
        told = {"member_id": str(member_id), "at": at.isoformat(), "dissent": dissent}
        self.signatures = [*self.signatures, told]
        if seated <= self.signed_by:
            self.move(ReviewAction.CONCLUDE)

    def reopen(self) -> None:
        """A member was replaced: the new one scores, and all sign anew."""
        self.move(ReviewAction.REOPEN)
        self.ranking, self.signatures, self.record_sha256 = [], [], ""

    def move(self, action: ReviewAction) -> None:
        """Take the next step that the table allows."""
        self.state = REVIEW.after(self.state, action)


class ScoreSheet(ProcurementEntity, kw_only=True):
    """What one member gives one candidate in one stage."""

    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("review_id", "member_id", "candidate_id"),)

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("panel_member.id"))
    candidate_id: Mapped[UUID]
    scores: Mapped[list[Any]]
    """`{code, score, reason}`, in hundredths of a point."""
    corrections: Mapped[list[Any]] = mapped_column(default_factory=list)
    """`{code, before, at}`: made when all were locked; with the same score, a confirmation."""

    @property
    def mark(self) -> Mark:
        """The scores alone."""
        given = {one["code"]: one["score"] for one in self.scores}
        return Mark(self.member_id, self.candidate_id, given)

    @property
    def confirmed(self) -> set[str]:
        """The criteria that were looked at again, and explained."""
        return {one["code"] for one in self.corrections}

    def scores_but(self, code: str, score: int, reason: str) -> list[dict[str, Any]]:
        """The scores, with another one for a criterion."""
        new = {"code": code, "score": score, "reason": reason}
        return [new if one["code"] == code else one for one in self.scores]

    def correct(self, code: str, given: list[dict[str, Any]], *, at: datetime) -> None:
        """Take down another score, and what it was before."""
        before = self.mark.scores[code]
        self.corrections = [
            *self.corrections,
            {"code": code, "before": before, "at": at.isoformat()},
        ]
        self.scores = given


def _line(result: Result, rank: int) -> dict[str, Any]:
    plain = {"totals": [*result.totals], "total": result.total, "below": [*result.below]}
    return {"candidate_id": str(result.candidate_id), **plain, "rank": rank}
