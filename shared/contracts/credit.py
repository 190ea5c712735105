"""Facts and states the credit service announces."""

from datetime import date, datetime
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


class AccountFact(Event):
    """What every fact about an organization's account carries."""

    about: ClassVar[str] = "account_id"

    account_id: UUID
    organization_id: UUID
    at: datetime


class AccountFrozen(AccountFact):
    """An account was frozen: earning goes on, spending stops."""

    subject: ClassVar[str] = "credit.account.frozen.v1"


class AccountThawed(AccountFact):
    """A frozen account may be spent from again."""

    subject: ClassVar[str] = "credit.account.thawed.v1"


class AccountClosed(AccountFact):
    """An account was closed: nothing is posted to it any more."""

    subject: ClassVar[str] = "credit.account.closed.v1"


class CreditsExpiring(AccountFact):
    """Credits will expire soon, as the account stands now; redeem them before."""

    subject: ClassVar[str] = "credit.account.expiring.v1"

    amount: int
    expires_on: date
    """The last day they can be used."""


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


class TierChanged(AccountFact):
    """An organization's tier changed; `reasons` are words such as earned, lowered, arrears."""

    subject: ClassVar[str] = "credit.tier.changed.v1"

    before: int
    tier: int
    earned_12m: int
    reasons: list[str]


class TierNoticed(AccountFact):
    """An organization was given notice: a review from `lower_on` on lowers its tier.

    `lower_to` is what it deserves now; what it deserves then is what counts.
    """

    subject: ClassVar[str] = "credit.tier.noticed.v1"

    tier: int
    lower_to: int
    lower_on: date
    earned_12m: int


class RedemptionFact(AccountFact):
    """What every fact about a redemption carries."""

    about: ClassVar[str] = "redemption_id"

    redemption_id: UUID
    item_id: UUID
    item_kind: str
    price: int


class RedemptionRequested(RedemptionFact):
    """Credits are held for an item."""

    subject: ClassVar[str] = "credit.redemption.requested.v1"


class RedemptionApproved(RedemptionFact):
    """An officer agreed; the item can be handed over."""

    subject: ClassVar[str] = "credit.redemption.approved.v1"


class RedemptionFulfilled(RedemptionFact):
    """The item was handed over and the credits are spent."""

    subject: ClassVar[str] = "credit.redemption.fulfilled.v1"


class RedemptionCanceled(RedemptionFact):
    """Nothing came of it, the credits are free; `outcome` is rejected, canceled or expired."""

    subject: ClassVar[str] = "credit.redemption.canceled.v1"

    outcome: str


class PenaltyFact(AccountFact):
    """What every fact about a penalty carries."""

    about: ClassVar[str] = "penalty_id"

    penalty_id: UUID
    ground: str
    points: int


class PenaltyProposed(PenaltyFact):
    """A penalty was proposed; the organization may state its case until `statement_due`."""

    subject: ClassVar[str] = "credit.penalty.proposed.v1"

    statement_due: datetime


class PenaltyDecided(PenaltyFact):
    """A second officer decided; `posted` says whether credits were taken."""

    subject: ClassVar[str] = "credit.penalty.decided.v1"

    posted: bool
    appeal_due: datetime | None


class PenaltyReversed(PenaltyFact):
    """An appeal was allowed and the credits were given back."""

    subject: ClassVar[str] = "credit.penalty.reversed.v1"


class PolicyPublished(Event):
    """A version of the earning policy was published: it holds from `valid_from` on.

    `document_sha256` is over its figures as canonical JSON (RFC 8785): keep it, and no change of
    a published version goes unnoticed.
    """

    subject: ClassVar[str] = "credit.policy.published.v1"
    about: ClassVar[str] = "policy_id"

    policy_id: UUID
    number: int
    region_id: UUID
    valid_from: datetime
    valid_to: datetime | None
    source: str
    document_sha256: str
    at: datetime
