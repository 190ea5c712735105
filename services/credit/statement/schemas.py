"""Statements as the API shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from services.credit.account.model import Account
from services.credit.checkpoint.model import Checkpoint
from services.credit.organization_replica.model import OrganizationReplica
from services.credit.statement.queries import Mark
from services.credit.statement.rules import COLUMNS, Paper
from services.credit.transfer.model import TransferKind
from services.credit.transfer.schemas import SEQ_MAX
from shared.clock import LOCAL
from shared.pages import PAGE_SIZE, PAGE_SIZE_MAX
from shared.schemas import Day, Input, Instant, View

DAYS = (date(2000, 1, 1), date(2999, 12, 31))
"""The days a statement may be asked for; the ledger counts its days from the first one."""

LegalDay = Annotated[
    Day,
    Field(ge=DAYS[0], le=DAYS[1], description="A legal day in Asia/Shanghai, itself included"),
]


class Period(Input):
    """Which period."""

    first: LegalDay | None = Field(None, alias="from", description="The first day of it")
    last: LegalDay | None = Field(None, alias="to", description="The last day of it")


class StatementRequest(Period):
    """Which of a period's lines as well; `after` is `next` of the page before."""

    limit: Annotated[int, Field(ge=1, le=PAGE_SIZE_MAX)] = PAGE_SIZE
    after: Annotated[int, Field(ge=0, le=SEQ_MAX)] = 0


class BalanceRequest(Input):
    """Which past: as recorded at an instant, or as effective on a day; now, without either."""

    recorded_at: Instant | None = None
    effective_on: LegalDay | None = None


class PastBalanceView(View):
    """What stood on an account, in credits, on one of the two time axes."""

    account_id: UUID
    recorded_at: datetime | None
    effective_on: date | None
    balance: int


class MarkView(View):
    """A place in the account's chain; `head` is the hash of entry `seq`, in hex."""

    seq: int
    balance: int
    head: str

    @classmethod
    def of(cls, mark: Mark) -> "MarkView":
        """A mark, its hash readable."""
        return cls(seq=mark.seq, balance=mark.balance, head=mark.head.hex())


class StatementEntryView(View):
    """One line; `amount` is negative where credits left, `explanation` is where to read why."""

    seq: int
    transfer_id: UUID
    kind: TransferKind
    amount: int
    balance_after: int
    effective_on: date
    recorded_at: datetime
    source_type: str
    source_id: UUID
    explanation: str
    hash: str

    @classmethod
    def of(cls, base: str, entry: Row[Any]) -> "StatementEntryView":
        """A line of a holder's account; only holders' accounts have statements."""
        return cls(
            seq=entry.seq,
            transfer_id=entry.transfer_id,
            kind=entry.kind,
            amount=entry.amount,
            balance_after=entry.balance_after,
            effective_on=entry.effective_on,
            recorded_at=entry.recorded_at,
            source_type=entry.source_type,
            source_id=entry.source_id,
            explanation=f"{base}/transfers/{entry.transfer_id}/explanation",
            hash=entry.hash.hex(),
        )


class StatementView(View):
    """A period of an account, oldest line first; `next` goes into `after` for the next lines.

    Each hash is SHA-256(hash before ‖ `account|seq|transfer|amount|balance|day`), UTF-8, where
    `day` counts from 2000-01-01: the holder can compute his own, from `opening` to `closing`.
    """

    account_id: UUID
    organization_id: UUID
    number: str | None
    first: date | None
    last: date | None
    opening: MarkView
    entries: list[StatementEntryView]
    closing: MarkView
    next: str | None

    @classmethod
    def of(
        cls,
        account: Account,
        *,
        period: tuple[date | None, date | None],
        marks: tuple[Mark, Mark],
        entries: list[StatementEntryView],
    ) -> "StatementView":
        """One page of a statement."""
        assert account.organization_id is not None
        opening, closing = marks
        more = bool(entries) and entries[-1].seq < closing.seq
        return cls(
            account_id=account.id,
            organization_id=account.organization_id,
            number=account.number,
            first=period[0],
            last=period[1],
            opening=MarkView.of(opening),
            entries=entries,
            closing=MarkView.of(closing),
            next=str(entries[-1].seq) if more else None,
        )


def row_of(entry: Row[Any]) -> list[str]:
    """A line as a spreadsheet shows it, in the order of the columns; times are local."""
    shown = entry._asdict() | {
        "recorded_at": f"{entry.recorded_at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}",
        "hash": entry.hash.hex(),
    }
    return [str(shown[name]) for name in COLUMNS]


def paper_of(
    account: Account,
    asked: Period,
    marks: tuple[Mark, Mark],
    organization: OrganizationReplica | None,
    sealed: Checkpoint | None,
) -> Paper:
    """What stands above and below the lines of a printed statement."""
    period = f"{asked.first or '开户'} 至 {asked.last or '今日'}"
    opening, closing = marks
    seal = "尚无封存" if sealed is None else f"第 {sealed.number} 号封存 {sealed.hash.hex()}"
    return Paper(
        title="积分银行对账单",
        heading=(
            f"单位：{organization.name if organization else account.organization_id}",
            f"账号：{account.number or '待核'}　期间：{period}",
            f"期初余额：{opening.balance}（第 {opening.seq} 笔）",
            f"期初摘要：{opening.head.hex()}",
        ),
        footer=(
            f"期末余额：{closing.balance}（第 {closing.seq} 笔）",
            f"期末摘要：{closing.head.hex()}",
            f"存证：{seal}",
        ),
    )
