"""Facts and states the credit service announces."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.events import Event, Snapshot


class AccountOpened(Event):
    """A credit account was opened for an organisation."""

    subject: ClassVar[str] = "credit.account.opened.v1"
    about: ClassVar[str] = "account_id"

    account_id: UUID
    organization_id: UUID
    region_id: UUID
    at: datetime


class TransferPosted(Event):
    """Credits were posted; final, never changed, only ever reversed."""

    subject: ClassVar[str] = "credit.transfer.posted.v1"
    about: ClassVar[str] = "account_id"

    transfer_id: UUID
    account_id: UUID
    organization_id: UUID
    kind: str
    amount: int
    """Signed: negative where credits leave the account."""
    source_type: str
    source_id: UUID
    at: datetime


class StandingState(Snapshot):
    """An organisation's standing as others may use it: tier, freeze, arrears."""

    subject: ClassVar[str] = "credit.standing.state.v1"
    about: ClassVar[str] = "organization_id"

    organization_id: UUID
    tier: int
    frozen: bool
    arrears: bool


class CheckpointSigned(Event):
    """A block of transfers was sealed: keep `hash`, and no change before it goes unnoticed.

    All bytes are in hex. `hash` is chained to `previous`, `signature` is Ed25519 over `hash`.
    """

    subject: ClassVar[str] = "credit.checkpoint.signed.v1"
    about: ClassVar[str] = "key_id"

    key_id: UUID
    public_key: str
    number: int
    size: int
    tree_size: int
    root: str
    previous: str
    hash: str
    signature: str
    at: datetime
