"""Checkpoints and the keys that sign them; both only ever grow."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.checkpoint.rules import joined
from services.credit.entity import CreditRow
from shared.contracts.credit import CheckpointSigned
from shared.durations import Duration
from shared.policy import Parameter

PRIVATE_COLUMN = "checkpoint_key.private_key"
"""What the private key is sealed as."""

INTERVAL = Parameter(
    "credit.checkpoint.interval",
    Duration,
    default=Duration(value=10, unit="min"),
    source="spec/credit.md §6",
)
"""How long after one sealing the next is due; without new transfers it makes no checkpoint."""


class CheckpointKey(CreditRow, kw_only=True):
    """An Ed25519 key; the newest signs, all of them verify what they signed."""

    __tablename__ = "checkpoint_key"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    private_key: Mapped[bytes]
    """Sealed by the vault."""
    created_at: Mapped[datetime]

    def signed(self, checkpoint_hash: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, checkpoint_hash)
        except (InvalidSignature, ValueError):
            return False
        return True


class Checkpoint(CreditRow, kw_only=True):
    """One block of transfers, sealed: those of the transactions `xid_from` ≤ xid < `xid_upto`.

    `size` transfers are in it, `tree_size` in it and all before. The hash covers every field and
    the hash before; the signature covers the hash.
    """

    __tablename__ = "checkpoint"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("xid_upto > xid_from", name="range"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    xid_from: Mapped[int]
    xid_upto: Mapped[int]
    size: Mapped[int]
    tree_size: Mapped[int]
    root: Mapped[bytes]
    previous: Mapped[bytes]
    signed_at: Mapped[datetime]
    key_id: Mapped[UUID] = mapped_column(ForeignKey("checkpoint_key.id"))
    hash: Mapped[bytes] = mapped_column(unique=True)
    signature: Mapped[bytes] = mapped_column(default=b"")

    def computed_hash(self) -> bytes:
        """The hash as it follows from the fields."""
        said = (self.number, self.xid_from, self.xid_upto, self.size, self.tree_size)
        rest = (self.root, self.previous, self.signed_at, self.key_id)
        return sha256(joined(*said, *rest)).digest()

    def sign(self, private: Ed25519PrivateKey, key: CheckpointKey) -> CheckpointSigned:
        """Close the block; from now on whoever has the hash notices any change before it."""
        self.hash = self.computed_hash()
        self.signature = private.sign(self.hash)
        return CheckpointSigned(
            key_id=key.id,
            public_key=key.public_key.hex(),
            number=self.number,
            size=self.size,
            tree_size=self.tree_size,
            root=self.root.hex(),
            previous=self.previous.hex(),
            hash=self.hash.hex(),
            signature=self.signature.hex(),
            at=self.signed_at,
        )
