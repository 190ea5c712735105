"""The keys of custodians, and what each of them holds of the key of a purchase."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.procurement.custody.errors import ShareGiven, WeakKey, WrongShare
from services.procurement.entity import ProcurementEntity
from shared.canonical import canonical

SUITE_ID = "hpke-x25519-v1"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
"""RFC 9180, as `SUITE_ID` names it."""


def info_of(what: str, context: dict[str, Any]) -> bytes:
    """What a ciphertext is bound to: it opens nowhere else."""
    return f"sanshe.{what}.v1|".encode() + canonical(context)


def public_key_of(data: bytes) -> X25519PublicKey:
    """A public key as it is sealed to; refuses what no secret can be agreed on with."""
    try:
        key = X25519PublicKey.from_public_bytes(data)
        X25519PrivateKey.generate().exchange(key)
    except ValueError:
        raise WeakKey from None
    return key


def opened(sealed: bytes, private: X25519PrivateKey, info: bytes) -> bytes | None:
    """What was sealed to a key for this place; None where it was not."""
    try:
        return bytes(SUITE.decrypt(sealed, private, info))
    except (InvalidTag, ValueError):
        return None


class CustodianKey(ProcurementEntity, kw_only=True):
    """A custodian's own public key; the private one never leaves him."""

    __tablename__ = "custodian_key"
    __table_args__ = (
        Index("ix_custodian_key_account_id_id", "account_id", "id"),
        Index("ix_custodian_key_region_id_id", "region_id", "id"),
    )

    region_id: Mapped[UUID]
    account_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    organization_ids: Mapped[list[Any]]
    """The organizations he is of, as text: they bid for nothing whose key he holds."""
    public_key: Mapped[bytes]
    created_at: Mapped[datetime]


class KeyShare(ProcurementEntity, kw_only=True):
    """One custodian's share of a private key, sealed to him."""

    __tablename__ = "key_share"
    __table_args__ = (
        UniqueConstraint("process_id", "number"),
        Index("ix_key_share_account_id", "account_id"),
    )

    process_id: Mapped[UUID]
    number: Mapped[int]
    account_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    sealed: Mapped[bytes]
    share_sha256: Mapped[str]
    """By which a wrong share is known at once; a right one is not to be guessed from it."""
    given: Mapped[bytes | None] = mapped_column(default=None)
    """What he handed in, sealed by the vault until there are enough; then it is forgotten."""
    given_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, process_id: UUID, number: int, key: CustodianKey, share: bytes) -> "KeyShare":
        """A share as only this custodian can read it."""
        context = {"process": str(process_id), "custodian": str(key.account_id), "number": number}
        sealed = SUITE.encrypt(share, public_key_of(key.public_key), info_of("share", context))
        return cls(
            process_id=process_id,
            number=number,
            account_id=key.account_id,
            person_id=key.person_id,
            sealed=bytes(sealed),
            share_sha256=sha256(share).hexdigest(),
        )

    def check(self, share: bytes) -> None:
        """Refuse a share that is not this one, and a second time the right one."""
        if self.given_at is not None:
            raise ShareGiven(given_at=self.given_at)
        if sha256(share).hexdigest() != self.share_sha256:
            raise WrongShare("/share")
