"""Provenance as the API shows it."""

from typing import Any
from uuid import UUID

from shared.schemas import View


class LinkView(View):
    """One record of the chain."""

    kind: str
    """need_cluster (or another source), brief, project, claim, contract, service_logs, evaluation
    or settlement."""
    id: UUID | None
    sha256: str
    """Its fingerprint; of service_logs the hash of the last link (`…/service-log-chain`)."""
    follows: list[str]
    """The fingerprints the record contains: none of those can be changed unseen."""
    record: dict[str, Any] | None
    """What is fingerprinted, where it is public: SHA-256 of its canonical JSON (RFC 8785)."""
    told: dict[str, Any]
    """What it says in short."""


class ProvenanceView(View):
    """What became of a need, from the cluster of needs to the money paid."""

    project_id: UUID
    links: list[LinkView]
