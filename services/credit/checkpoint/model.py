"""Checkpoints and the keys that sign them; both only ever grow."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditRow
from shared.contracts.credit import CheckpointSigned
from shared.durations import Duration
from shared.policy import Parameter
from shared.sealed import Sealed, SealingKey

INTERVAL = Parameter(
    "credit.checkpoint.interval",
    Duration,
    default=Duration(value=10, unit="min"),
    source="spec/credit.md §6",
)
"""How long after one sealing the next is due; without new transfers it makes no checkpoint."""


class CheckpointKey(SealingKey, CreditRow, kw_only=True):
    """A key of the ledger's checkpoints."""

    __tablename__ = "checkpoint_key"


class Checkpoint(Sealed, CreditRow, kw_only=True):
    """One block of transfers, sealed."""

    __tablename__ = "checkpoint"

    key_id: Mapped[UUID] = mapped_column(ForeignKey("checkpoint_key.id"))

    def told(self, key: CheckpointKey) -> CheckpointSigned:
        """Close the block before everybody: who has the hash notices any change before it."""
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
