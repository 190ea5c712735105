"""Sealed blocks in a signed chain, and what must hold of each.

Whoever kept the hash of one block notices every later change to what lies before it; also one made
by the operator of the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy import CheckConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from shared import ids
from shared.crypto import Vault
from shared.merkle import GENESIS, joined, root_of
from shared.orm import Row

FIELDS = (
    "number",
    "xid_from",
    "xid_upto",
    "size",
    "tree_size",
    "root",
    "previous",
    "signed_at",
    "key_id",
)
"""What the hash of a block covers, in this order."""


ONE_SNAPSHOT = (
    sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    sql("SET LOCAL statement_timeout = 0"),
)
"""A verification reads one moment, however long it takes."""


@dataclass(frozen=True)
class Fault:
    """The first wrong row, and what is wrong with it."""

    row: str
    """Its table and its key, such as `entry 0195…/3`."""
    what: str


class SealingKey(Row, kw_only=True):
    """An Ed25519 key; the newest signs, all of them verify what they signed."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    private_key: Mapped[bytes]
    """Sealed by the vault."""
    created_at: Mapped[datetime]

    @classmethod
    def made(cls, vault: Vault, *, at: datetime) -> Self:
        """A new one."""
        private, key_id = Ed25519PrivateKey.generate(), ids.new()
        return cls(
            id=key_id,
            public_key=private.public_key().public_bytes_raw(),
            private_key=vault.seal(cls._column(), key_id, private.private_bytes_raw().hex()),
            created_at=at,
        )

    def sign(self, vault: Vault, sealed: bytes) -> bytes:
        """The signature over a hash."""
        private = vault.open(self._column(), self.id, self.private_key)
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)).sign(sealed)

    def signed(self, sealed: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, sealed)
        except (InvalidSignature, ValueError):
            return False
        return True

    @classmethod
    def _column(cls) -> str:
        return f"{cls.__tablename__}.private_key"


class Sealed(Row, kw_only=True):
    """One block, sealed: the leaves of the transactions `xid_from` ≤ xid < `xid_upto`.

    `size` leaves are in it, `tree_size` in it and all before. The hash covers every field and the
    hash before; the signature covers the hash.
    """

    __abstract__ = True

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    xid_from: Mapped[int]
    xid_upto: Mapped[int]
    size: Mapped[int]
    tree_size: Mapped[int]
    root: Mapped[bytes]
    previous: Mapped[bytes]
    signed_at: Mapped[datetime]
    key_id: Mapped[UUID]
    hash: Mapped[bytes] = mapped_column(unique=True)
    signature: Mapped[bytes]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint("size > 0", name="size"),
            CheckConstraint("xid_upto > xid_from", name="range"),
        )

    @classmethod
    def after(
        cls, last: Self | None, upto: int, leaves: Sequence[bytes], key: SealingKey, at: datetime
    ) -> Self:
        """The block that follows, not signed yet; from its signing on nothing before it changes."""
        made = cls(
            number=last.number + 1 if last else 1,
            xid_from=last.xid_upto if last else 0,
            xid_upto=upto,
            size=len(leaves),
            tree_size=len(leaves) + (last.tree_size if last else 0),
            root=root_of(leaves),
            previous=last.hash if last else GENESIS,
            signed_at=at,
            key_id=key.id,
            hash=b"",
            signature=b"",
        )
        made.hash = hash_of({name: getattr(made, name) for name in FIELDS})
        return made


def hash_of(block: Mapping[Any, Any]) -> bytes:
    """The hash of a block as it follows from its fields."""
    return sha256(joined(*(block[name] for name in FIELDS))).digest()


def wrong_block(
    made: Mapping[Any, Any],
    leaves: Sequence[bytes],
    before: Mapping[Any, Any] | None,
    key: SealingKey | None,
) -> str | None:
    """A block must follow the one before, seal exactly what is there, and be signed."""
    expected = {
        "number": before["number"] + 1 if before else 1,
        "xid_from": before["xid_upto"] if before else 0,
        "previous": before["hash"] if before else GENESIS,
        "tree_size": made["size"] + (before["tree_size"] if before else 0),
    }
    for name, value in expected.items():
        if made[name] != value:
            return f"its {name} does not follow from the checkpoint before"
    if made["hash"] != hash_of(made):
        return "its hash does not follow from it"
    if key is None or not key.signed(made["hash"], made["signature"]):
        return "its signature is not that of its key"
    if made["size"] != len(leaves):
        return f"it sealed {made['size']} rows, {len(leaves)} are there"
    if made["root"] != root_of(leaves):
        return f"its {len(leaves)} rows are not those that were sealed"
    return None
