"""Briefs as the API takes and shows them."""

from datetime import datetime
from uuid import UUID

from services.procurement.brief.states import BriefAction, BriefState
from services.procurement.project.schemas import ProjectPlan
from services.procurement.project.states import ProjectForm
from shared.schemas import View


class Acceptance(ProjectPlan):
    """The plan of the project that a brief becomes, and how an organization comes to deliver it."""

    form: ProjectForm = ProjectForm.DIRECT_CLAIM


class BriefView(View):
    """What households ask for together, and what became of it; figures, no one's words."""

    id: UUID
    version: int
    cluster_id: UUID
    region_id: UUID
    category_code: str
    title: str
    summary: str
    households: int
    need_count: int
    target_groups: list[str]
    route: str
    rule: str
    snapshot_sha256: str
    resolution_id: UUID | None
    resolution_sha256: str | None
    """The residents' resolution on it, where they had to deliberate first."""
    proposed_at: datetime
    project_id: UUID | None
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None
    state: BriefState
    actions: list[BriefAction]
