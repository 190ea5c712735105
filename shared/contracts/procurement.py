"""Facts the procurement service announces; amounts are public ones only, never bids."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events import Event


class ProjectFact(Event):
    """What every fact about a project carries.

    `cluster_id` is the cluster of needs it came from, absent for projects of other origin;
    `record_sha256` is the hash of the record the fact is about, so that a chain of provenance can
    be recomputed: need → brief → project → contract → logs → settlement.
    """

    about: ClassVar[str] = "project_id"

    project_id: UUID
    cluster_id: UUID | None
    region_id: UUID
    record_sha256: str
    at: datetime


class BriefAccepted(ProjectFact):
    """A brief became a project, with money reserved for it."""

    subject: ClassVar[str] = "procurement.brief.accepted.v1"


class BriefRejected(Event):
    """A brief was declined; the cluster's needs go back to where they were."""

    subject: ClassVar[str] = "procurement.brief.rejected.v1"
    about: ClassVar[str] = "cluster_id"

    cluster_id: UUID
    region_id: UUID
    reason: str
    at: datetime


class ProjectListed(ProjectFact):
    """A project may be claimed, or bid for, by organizations until `closes_at`."""

    subject: ClassVar[str] = "procurement.project.listed.v1"

    closes_at: datetime


class ClaimWon(ProjectFact):
    """An organization won the project; it is made public, then contracted."""

    subject: ClassVar[str] = "procurement.claim.won.v1"

    claim_id: UUID
    organization_id: UUID
    publicity_ends_at: datetime


class ContractSigned(ProjectFact):
    """Buyer and organization signed; delivery may begin."""

    subject: ClassVar[str] = "procurement.contract.signed.v1"

    contract_id: UUID
    organization_id: UUID
    value_fen: int
    starts_on: date
    ends_on: date


class ContractCompleted(ProjectFact):
    """Everything of a contract was delivered, evaluated and settled, and its project is closed."""

    subject: ClassVar[str] = "procurement.contract.completed.v1"

    contract_id: UUID
    organization_id: UUID


class ContractTerminated(ProjectFact):
    """A contract ended before it was fulfilled, and its project with it."""

    subject: ClassVar[str] = "procurement.contract.terminated.v1"

    contract_id: UUID
    organization_id: UUID
    reason: str


class ServiceLogVerified(ProjectFact):
    """A record of delivered service was verified: the fact that project credits are earned for."""

    subject: ClassVar[str] = "procurement.servicelog.verified.v1"
    about: ClassVar[str] = "contract_id"

    log_id: UUID
    contract_id: UUID
    item_id: UUID
    organization_id: UUID
    method: str
    """casework, groupwork, community_work, integrated, facility_operation, training or other."""
    served_on: date
    beneficiary_tokens: list[str]
    """Pseudonyms that hold within one contract; never a person's own id."""
    vulnerable: bool


class ServiceLogRejected(ProjectFact):
    """A record of delivered service does not hold; whatever was said of it before is over.

    Also told when its supplier took it back, and when what was found fabricated turns out to be
    wrong, but not invented.
    """

    subject: ClassVar[str] = "procurement.servicelog.rejected.v1"
    about: ClassVar[str] = "contract_id"

    log_id: UUID
    contract_id: UUID
    organization_id: UUID


class EvaluationFinalized(ProjectFact):
    """An evaluation of a contract is final; the final one decides what its credits are worth."""

    subject: ClassVar[str] = "procurement.evaluation.finalized.v1"
    about: ClassVar[str] = "contract_id"

    evaluation_id: UUID
    contract_id: UUID
    organization_id: UUID
    phase: str
    """mid_term or final."""
    grade: str
    """excellent, good, pass or fail."""
    resident_score: int | None
    """1 … 5, the residents' part as a rating; absent when too few answered."""


class SettlementPaid(ProjectFact):
    """A settlement was paid."""

    subject: ClassVar[str] = "procurement.settlement.paid.v1"
    about: ClassVar[str] = "contract_id"

    settlement_id: UUID
    contract_id: UUID
    organization_id: UUID
    amount_fen: int


class IntegrityViolated(ProjectFact):
    """Records of delivery were found to be fabricated."""

    subject: ClassVar[str] = "procurement.integrity.violated.v1"
    about: ClassVar[str] = "contract_id"

    contract_id: UUID
    organization_id: UUID
    log_ids: list[UUID]
    item_id: UUID | None = None
    """With what follows, what the one record says: nobody may have been told before."""
    method: str = ""
    served_on: date | None = None
    beneficiary_tokens: list[str] = Field(default_factory=list)
    vulnerable: bool = False
