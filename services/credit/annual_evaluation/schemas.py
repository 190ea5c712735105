"""Annual evaluations as the API shows them."""

from datetime import datetime
from uuid import UUID

from shared.schemas import View


class AnnualEvaluationView(View):
    """A year's evaluation: `amount` is `max(0, score - least) * each`, the score taken of 100."""

    id: UUID
    version: int
    organization_id: UUID
    year: int
    evaluation_id: UUID
    score: int
    """0 … 1000."""
    grade: str
    granted_at: datetime
    least: int
    each: int
    amount: int
    posted: int
