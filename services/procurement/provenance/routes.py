"""Provenance over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.provenance.queries import provenance_of
from services.procurement.provenance.schemas import ProvenanceView
from shared.errors import Unknown
from shared.web import Begin, Public, problems

router = APIRouter(tags=["projects"])


@router.get(
    "/projects/{project_id}/provenance",
    response_model=ProvenanceView,
    responses=problems(Unknown),
)
async def show(project_id: UUID, _: Public, begin: Begin) -> Response:
    """What became of the need: every record with its hash, so that anyone can check the chain."""
    async with begin() as uow:
        links = await provenance_of(uow, project_id)
        return await uow.answer(200, ProvenanceView, {"project_id": project_id, "links": links})
