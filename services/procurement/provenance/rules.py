"""The links of a project's provenance, in order."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Link:
    """One record of the chain.

    `sha256` is its fingerprint; `follows` are the fingerprints that the record itself contains, so
    that none before it can be changed without changing this one.
    """

    kind: str
    id: UUID | None
    sha256: str
    follows: list[str] = field(default_factory=list)
    record: dict[str, Any] | None = None
    """What is fingerprinted, where it is public: SHA-256 of its canonical JSON (RFC 8785)."""
    told: dict[str, Any] = field(default_factory=dict)
    """What it says in short."""
