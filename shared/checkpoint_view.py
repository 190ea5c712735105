"""A checkpoint as the API shows it; hashes in hex."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shared.schemas import View
from shared.sealed import Sealed, SealingKey


class CheckpointView(View):
    """One signed block: `hash` covers all before it, `signature` (Ed25519) covers the hash."""

    number: int
    xid_from: int
    xid_upto: int
    size: int
    tree_size: int
    root: str
    previous: str
    signed_at: datetime
    key_id: UUID
    public_key: str
    hash: str
    signature: str

    @classmethod
    def of(cls, made: Sealed, keys: Mapping[UUID, SealingKey]) -> "CheckpointView":
        """A checkpoint, its bytes readable."""
        return cls(
            number=made.number,
            xid_from=made.xid_from,
            xid_upto=made.xid_upto,
            size=made.size,
            tree_size=made.tree_size,
            root=made.root.hex(),
            previous=made.previous.hex(),
            signed_at=made.signed_at,
            key_id=made.key_id,
            public_key=keys[made.key_id].public_key.hex(),
            hash=made.hash.hex(),
            signature=made.signature.hex(),
        )
