"""Funds as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from services.procurement.fund.states import EntryKind, FundAction, FundKind, FundState, Purpose
from shared.money import Money
from shared.schemas import Day, Input, View, Words
from shared.wording import wrong

FIRST_YEAR, LAST_YEAR = 2000, 2100
LINES_MAX = 10


def _some(amount: Money) -> Money:
    if amount.fen == 0:
        raise wrong("应大于 0.00", "must be more than 0.00")
    return amount


Amount = Annotated[Money, AfterValidator(_some)]
"""Money, and some of it."""

LastDay = Annotated[Day, Field(le=date(LAST_YEAR, 12, 31))]
"""A day that another one follows."""

Note = Annotated[Words, Field(min_length=4, max_length=500, examples=["苏财社〔2026〕12号"])]
"""The document or decision behind a movement."""


class FundSubmission(Input):
    """A new fund, without money yet."""

    region_id: UUID
    name: Annotated[Words, Field(min_length=2, max_length=100, examples=["2026年福彩公益金"])]
    kind: FundKind
    owner_organization_id: UUID | None = None
    fiscal_year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)]
    purposes: Annotated[list[Purpose], Field(max_length=len(Purpose), default_factory=list)]
    """Empty: not bound; welfare lottery money is then bound to its four purposes."""
    donor_intent: Annotated[Words, Field(max_length=500)] | None = None
    valid_from: Day
    valid_to: LastDay


class Appropriation(Input):
    """Money put into a fund, and the document that says so."""

    amount: Amount
    note: Note


class Adjustment(Appropriation):
    """A correction of a fund's size, by the document that says so."""

    decrease: bool = False


class Decision(Input):
    """The decision behind a freeze, a thaw or a closure."""

    note: Note


class BalanceView(View):
    """Where a fund's money stands.

    `granted = available + reserved + committed + paid - refunded + lapsed`, always.
    """

    granted: Money
    """Appropriated, plus and minus adjustments."""
    available: Money
    reserved: Money
    committed: Money
    paid: Money
    refunded: Money
    lapsed: Money
    entries: int
    head: str
    """Hash of the last entry; together with the entries it proves the balance."""


class FundView(View):
    """A fund: whose money, for what, until when, and how it stands."""

    id: UUID
    version: int
    region_id: UUID
    name: str
    kind: FundKind
    owner_organization_id: UUID | None
    fiscal_year: int
    purposes: list[Purpose]
    donor_intent: str | None
    valid_from: date
    valid_to: date
    state: FundState
    actions: list[FundAction]
    balance: BalanceView


class FundEntryView(View):
    """One movement of money; `decrease` only where an adjustment takes away."""

    id: UUID
    seq: int
    kind: EntryKind
    amount: Money
    decrease: bool
    ref: UUID | None
    key: UUID
    note: str | None
    at: datetime
    actor_id: UUID
    prev_hash: str
    hash: str


class BudgetLinePlan(Input):
    """What one fund gives."""

    fund_id: UUID
    amount: Amount

    @property
    def kept(self) -> dict[str, Any]:
        """The line as it is stored."""
        return {"fund_id": str(self.fund_id), "amount_fen": self.amount.fen}


def _once(lines: list[BudgetLinePlan]) -> list[BudgetLinePlan]:
    if len({line.fund_id for line in lines}) < len(lines):
        raise wrong("同一资金只能列一次", "names a fund twice")
    return lines


Lines = Annotated[
    list[BudgetLinePlan], Field(min_length=1, max_length=LINES_MAX), AfterValidator(_once)
]
