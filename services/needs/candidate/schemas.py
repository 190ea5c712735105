"""Candidates as the API shows them."""

from uuid import UUID

from services.needs.candidate.rules import Unfit
from shared.schemas import View


class RankedView(View):
    """A team that can be sent, its score and the terms it is made of: "why this team".

    `tier`, where there is one, is what the organization's tier in the credit bank added.
    """

    team_id: UUID
    organization_id: UUID
    name: str
    score: float
    km: float | None
    terms: dict[str, float]


class ExcludedView(View):
    """A team that is not sent, and every reason."""

    team_id: UUID
    organization_id: UUID
    name: str
    reasons: list[Unfit]


class DispatchPreview(View):
    """Whom the platform would ask now, best first, and whom it would not."""

    need_id: UUID
    candidates: list[RankedView]
    excluded: list[ExcludedView]
