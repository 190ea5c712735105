"""Checkpoints and proofs as the API shows them; hashes in hex."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.credit.checkpoint.model import Checkpoint, CheckpointKey
from services.credit.checkpoint.rules import leaf_text
from shared.checkpoint_view import CheckpointView
from shared.merkle import leaf_hash, path_to
from shared.schemas import View


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
