"""One contract, and everything that procurement can tell of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shared import ids
from shared.contracts.procurement import (
    EvaluationFinalized,
    IntegrityViolated,
    ServiceLogRejected,
    ServiceLogVerified,
)
from shared.events import Event
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY
from tests.credit.given import organization_state

SERVED = {"item_id", "method", "served_on", "beneficiary_tokens", "vulnerable"}
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


class Contract:
    """One contract and everything that can be told of it."""

    def __init__(self, community: RegionReplica) -> None:
        self.id, self.organization_id = ids.new(), ids.new()
        self._community = community
        good, bad = self.log(0, 10), self.log(10, 14)
        disputed = ServiceLogVerified(**bad.model_dump() | {"at": MONDAY + timedelta(days=15)})
        wrong, caught = self.log(14, 16), self.log(16, 20)
        self.facts: dict[str, Event] = {
            "organization": organization_state(community, organization_id=self.organization_id),
            "log": good,
            "same people": self.log(5, 12),
            "next month": self.log(0, 3, served_on=APRIL),
            "fabricated log": bad,
            "violation": IntegrityViolated(**self._fact(9), log_ids=[bad.log_id]),
            "violation overturned": disputed,
            "violated again": IntegrityViolated(**self._fact(20), log_ids=[bad.log_id]),
            "only wrong": ServiceLogRejected(**self._fact(25), log_id=bad.log_id),
            "wrong log": wrong,
            "wrong log rejected": ServiceLogRejected(**self._fact(3), log_id=wrong.log_id),
            "caught at the check": IntegrityViolated(
                **self._fact(6), log_ids=[caught.log_id], **caught.model_dump(include=SERVED)
            ),
            "mid-term": self._evaluation("mid_term", "fail", 1, days=5),
            "final": self._evaluation("final", "excellent", 5, days=10),
            "corrected": self._evaluation("final", "good", 4, days=12),
        }

    def log(self, first: int, last: int, served_on: date = MARCH) -> ServiceLogVerified:
        return ServiceLogVerified(
            **self._fact(0),
            log_id=ids.new(),
            item_id=UUID(int=1),
            method="groupwork",
            served_on=served_on,
            beneficiary_tokens=[f"t{person}" for person in range(first, last)],
            vulnerable=False,
        )

    def _evaluation(self, phase: str, grade: str, score: int, *, days: int) -> Event:
        return EvaluationFinalized(
            **self._fact(days),
            evaluation_id=ids.new(),
            phase=phase,
            grade=grade,
            resident_score=score,
        )

    def _fact(self, days: int) -> dict[str, Any]:
        return {
            "project_id": self.id,
            "cluster_id": None,
            "region_id": self._community.id,
            "record_sha256": "0" * 64,
            "at": MONDAY + timedelta(days=days),
            "contract_id": self.id,
            "organization_id": self.organization_id,
        }
