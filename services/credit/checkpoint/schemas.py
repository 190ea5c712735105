"""Checkpoints and proofs as the API shows them; hashes in hex."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.credit.checkpoint.model import Checkpoint, CheckpointKey
from services.credit.checkpoint.rules import leaf_text
from shared.merkle import leaf_hash, path_to
from shared.schemas import View


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
    def of(cls, made: Checkpoint, keys: Mapping[UUID, CheckpointKey]) -> "CheckpointView":
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


class CheckpointsView(View):
    """Some checkpoints; `next` goes into `after` for the following ones, null at the end."""

    items: list[CheckpointView]
    next: int | None

    @classmethod
    def of(
        cls, found: Sequence[Checkpoint], keys: Mapping[UUID, CheckpointKey], *, more: bool
    ) -> "CheckpointsView":
        """One page."""
        items = [CheckpointView.of(one, keys) for one in found]
        return cls(items=items, next=items[-1].number if more else None)


class ProofView(View):
    """That a transfer is in a checkpoint: SHA-256 up the `path` from `leaf` leads to its root.

    `text` is what was hashed for the leaf (RFC 6962); `index` counts from 0 within the block.
    """

    transfer_id: UUID
    text: str
    leaf: str
    index: int
    path: list[str]
    checkpoint: CheckpointView

    @classmethod
    def of(
        cls, transfer_id: UUID, block: Sequence[Mapping[str, Any]], checkpoint: CheckpointView
    ) -> "ProofView":
        """The proof of one transfer of a block."""
        texts = [leaf_text(one) for one in block]
        leaves = [leaf_hash(text) for text in texts]
        index = next(n for n, one in enumerate(block) if one["id"] == transfer_id)
        return cls(
            transfer_id=transfer_id,
            text=texts[index].decode(),
            leaf=leaves[index].hex(),
            index=index,
            path=[one.hex() for one in path_to(leaves, index)],
            checkpoint=checkpoint,
        )
