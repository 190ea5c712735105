"""Service logs as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.procurement.service_log.rules import Entry
from services.procurement.service_log.states import CaseworkPhase, Flag, LogAction, LogState
from shared.schemas import Input, Instant, Text, View, Words
from shared.wording import Formed, wrong

WORKERS_MAX = 10
TOKENS_MAX = 200
ATTACHMENTS_MAX = 20
QTY_MAX = 10_000
SESSIONS_MAX = 100


def _distinct(values: list[object]) -> list[object]:
    if len({*values}) != len(values):
        raise wrong("不能重复列出", "names the same thing twice")
    return values


Distinct = AfterValidator(_distinct)
PSEUDONYM = r"^[A-Za-z0-9_-]{22}$"
Token = Annotated[
    str,
    Formed(
        PSEUDONYM,
        "应为本合同发放的服务对象代码（22 位）",
        "must be a token issued for this contract, of 22 characters",
    ),
]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Session = Annotated[int, Field(ge=1, le=SESSIONS_MAX, strict=True)]


class NewLog(Input):
    """One service that was delivered; once entered it is never changed."""

    item_id: UUID
    """An item of the contract."""
    worker_ids: Annotated[list[UUID], Field(min_length=1, max_length=WORKERS_MAX), Distinct]
    """Social workers of the organization; the first one leads."""
    starts_at: Instant
    ends_at: Instant
    community_id: UUID
    place: Annotated[Words, Field(max_length=200, examples=["社区老年活动室"])]
    qty: Annotated[int, Field(ge=1, le=QTY_MAX, strict=True)]
    """In the unit of the item."""
    beneficiaries: Annotated[list[Token], Field(max_length=TOKENS_MAX), Distinct] = Field(
        default_factory=list
    )
    """Pseudonym tokens of those who came; for a group its attendance, at least three."""
    headcount: Annotated[int, Field(ge=1, le=QTY_MAX, strict=True)] | None = None
    """How many came; needed where not everyone has a token."""
    phase: CaseworkPhase | None = None
    """Of casework only."""
    session: Session | None = None
    """Of a group only: session k …"""
    sessions: Session | None = None
    """… of n."""
    attachments: Annotated[list[Sha256], Field(max_length=ATTACHMENTS_MAX), Distinct] = Field(
        default_factory=list
    )
    """SHA-256 of photographs and sheets kept by the organization."""
    narrative: Annotated[Text, Field(max_length=4000)] | None = None
    """Stored encrypted; read by the organization and its professional supervisor only."""

    def entry(self) -> Entry:
        """What is said, for the rules."""
        given = self.model_dump()
        for name in ("worker_ids", "beneficiaries", "attachments"):
            given[name] = tuple(given[name])
        given["headcount"] = given["headcount"] or len(given["beneficiaries"])
        return Entry(**given)


class LogView(View):
    """One service log; nobody's name is in it, and not its narrative."""

    id: UUID
    version: int
    contract_id: UUID
    project_id: UUID
    organization_id: UUID
    item_id: UUID
    method: str
    worker_ids: list[UUID]
    starts_at: datetime
    ends_at: datetime
    served_on: date
    community_id: UUID
    place: str
    qty: int
    beneficiaries: list[str]
    headcount: int
    phase: CaseworkPhase | None
    session: int | None
    sessions: int | None
    attachments: list[str]
    flags: list[Flag]
    entered_at: datetime
    corrects_id: UUID | None
    state: LogState
    actions: list[LogAction]
    drawn: bool
    fabricated: bool
    decided_at: datetime | None
    reason: str | None
    disputed_at: datetime | None
    dispute_reason: str | None
    seq: int
    prev_hash: str
    record_sha256: str
    hash: str


class NarrativeView(View):
    """What the social worker wrote."""

    log_id: UUID
    narrative: str | None


class LinkView(View):
    """One link: `hash = SHA-256(prev_hash | seq | record_sha256)`, all as text."""

    id: UUID
    seq: int
    record_sha256: str
    prev_hash: str
    hash: str
