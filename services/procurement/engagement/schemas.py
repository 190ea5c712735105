"""Engagements as the API takes and shows them."""

from datetime import datetime
from uuid import UUID

from shared.schemas import Input, View


class NewEngagement(Input):
    """Who shall judge."""

    evaluator_id: UUID
    """The registry's id of the evaluator's API client (or of the evaluating person's account)."""
    evaluator_organization_id: UUID


class EngagementView(View):
    """Who may judge which contract."""

    id: UUID
    version: int
    contract_id: UUID
    organization_id: UUID
    evaluator_id: UUID
    evaluator_organization_id: UUID
    engaged_at: datetime
    ended_at: datetime | None
