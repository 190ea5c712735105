"""Schemes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.responses import Response

from services.registry.evaluation_scheme import use_cases
from services.registry.evaluation_scheme.model import EvaluationScheme
from services.registry.evaluation_scheme.schemas import (
    EvaluationSchemeSubmission,
    EvaluationSchemeView,
)
from services.registry.organization.errors import NotYourAuthority
from services.registry.oversight.queries import REGISTRARS
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, BeginOnce, SignedIn, problems, requires

router = APIRouter(prefix="/evaluation-schemes", tags=["evaluations"])

Registrar = Annotated[Actor, requires(*REGISTRARS)]


@router.post(
    "",
    status_code=201,
    response_model=EvaluationSchemeView,
    responses=problems(Unknown, NotYourAuthority, BadValue),
)
async def publish(asked: EvaluationSchemeSubmission, _: Registrar, begin: BeginOnce) -> Response:
    """Publish by what the bodies of a region are evaluated; it is never changed."""
    scheme = {**dict(asked), "bands": asked.bands.by_grade}
    async with begin() as uow:
        made = await use_cases.publish_scheme(uow, scheme=scheme)
        place = f"/evaluation-schemes/{made.id}"
        return await uow.answer(201, EvaluationSchemeView, made, location=place)


@router.get("", response_model=Listed[EvaluationSchemeView])
async def list_schemes(
    _: SignedIn,
    begin: Begin,
    page: Page,
    region_id: Annotated[UUID | None, Query(description="Published for this region")] = None,
) -> Response:
    """The schemes, newest first."""
    async with begin() as uow:
        only = {EvaluationScheme.region_id: region_id}
        found = await page_of(uow, select(EvaluationScheme), EvaluationScheme.id, page, only)
        return await uow.answer(200, Listed[EvaluationSchemeView], found)


@router.get("/{scheme_id}", response_model=EvaluationSchemeView, responses=problems(Unknown))
async def read(scheme_id: UUID, _: SignedIn, begin: Begin) -> Response:
    """One scheme."""
    async with begin() as uow:
        found = await uow.get(EvaluationScheme, scheme_id)
        return await uow.answer(200, EvaluationSchemeView, found)
