"""Frozen months as the API shows them."""

from datetime import date, datetime, timedelta
from uuid import UUID

from services.credit.monthly_statement.model import MonthlyStatement
from services.credit.statement.queries import Mark
from services.credit.statement.schemas import MarkView
from services.credit.tier.rules import next_month
from shared.schemas import View


class MonthlyStatementView(View):
    """A month of an account as it was frozen when it was over; `lines` is where its lines are.

    `backdated` of its entries took effect in an earlier month.
    """

    id: UUID
    month: date
    opening: MarkView
    closing: MarkView
    entries: int
    backdated: int
    closed_at: datetime
    lines: str

    @classmethod
    def of(cls, base: str, frozen: MonthlyStatement) -> "MonthlyStatementView":
        """A frozen month."""
        last = next_month(frozen.month) - timedelta(days=1)
        opening = Mark(frozen.opening_seq, frozen.opening_balance, frozen.opening_head)
        closing = Mark(frozen.closing_seq, frozen.closing_balance, frozen.closing_head)
        account = f"{base}/accounts/{frozen.account_id}"
        return cls(
            id=frozen.id,
            month=frozen.month,
            opening=MarkView.of(opening),
            closing=MarkView.of(closing),
            entries=closing.seq - opening.seq,
            backdated=frozen.backdated,
            closed_at=frozen.closed_at,
            lines=f"{account}/statement?from={frozen.month}&to={last}",
        )
