"""Social workers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from services.registry.organization.errors import ConflictOfInterest
from services.registry.social_worker import queries, use_cases
from services.registry.social_worker.errors import (
    CertificateDate,
    CertificateTaken,
    NotAnEmployer,
    NotYourWorker,
    WorkerKnown,
)
from services.registry.social_worker.model import SocialWorker
from services.registry.social_worker.schemas import (
    CertificateEntry,
    Employment,
    WorkerRegistration,
    WorkerView,
)
from services.registry.social_worker.states import CertificateLevel
from shared.access import Actor, Role
from shared.db import UnitOfWork
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.schemas import merge
from shared.web import Begin, BeginOnce, SignedIn, problems, requires

router = APIRouter(prefix="/social-workers", tags=["social workers"])

Keeper = Annotated[Actor, requires(*use_cases.KEEPERS)]
Employer = Annotated[Actor, requires(*use_cases.KEEPERS, Role.ORG_MANAGER)]


@router.post(
    "",
    response_model=WorkerView,
    status_code=201,
    responses=problems(Unknown, NotYourWorker, ConflictOfInterest, WorkerKnown),
)
async def register(asked: WorkerRegistration, begin: BeginOnce, _: Keeper) -> Response:
    """Enter a registered person as a social worker."""
    async with begin() as uow:
        worker = await use_cases.register_worker(uow, person_id=asked.person_id)
        return await _answer(uow, 201, worker)


@router.get("", response_model=Listed[WorkerView], responses=problems(Unknown))
async def list_workers(
    page: Page,
    begin: Begin,
    _: SignedIn,
    region: UUID | None = None,
    organization: UUID | None = None,
    level: CertificateLevel | None = None,
) -> Response:
    """The social workers in your scope."""
    async with begin() as uow:
        rows = await queries.workers_under(uow, region)
        only = {SocialWorker.organization_id: organization, SocialWorker.level: level}
        found = await page_of(uow, rows, SocialWorker.id, page, only)
        held = await queries.certificates_of(uow, [worker.id for worker in found["items"]])
        found["items"] = [merge(one, certificates=held[one.id]) for one in found["items"]]
        return await uow.answer(200, Listed[WorkerView], found)


@router.get("/{worker_id}", response_model=WorkerView, responses=problems(Unknown))
async def read_worker(worker_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One social worker."""
    async with begin() as uow:
        worker = await uow.get(SocialWorker, worker_id, where=queries.visible(actor))
        return await _answer(uow, 200, worker)


@router.post(
    "/{worker_id}/certificates",
    response_model=WorkerView,
    status_code=201,
    responses=problems(
        Unknown, NotYourWorker, ConflictOfInterest, CertificateTaken, CertificateDate
    ),
)
async def add_certificate(
    worker_id: UUID, asked: CertificateEntry, begin: Begin, _: Keeper
) -> Response:
    """Enter a certificate, or that it is registered for longer; the highest one counts."""
    async with begin() as uow:
        worker = await use_cases.add_certificate(
            uow, worker_id=worker_id, shown=use_cases.Shown(**dict(asked))
        )
        return await _answer(uow, 201, worker)


@router.post(
    "/{worker_id}/employment",
    response_model=WorkerView,
    responses=problems(Unknown, NotYourWorker, ConflictOfInterest, NotAnEmployer),
)
async def employ(worker_id: UUID, asked: Employment, begin: Begin, _: Employer) -> Response:
    """Record where he works from now on; by the employer or the keeper of the record."""
    async with begin() as uow:
        worker = await use_cases.employ_worker(
            uow, worker_id=worker_id, organization_id=asked.organization_id
        )
        return await _answer(uow, 200, worker)


async def _answer(uow: UnitOfWork, status: int, worker: SocialWorker) -> Response:
    await uow.flush()
    held = await queries.certificates_of(uow, [worker.id])
    shown = merge(worker, certificates=held[worker.id])
    location = f"/social-workers/{worker.id}" if status == 201 else None  # noqa: PLR2004
    return await uow.answer(status, WorkerView, shown, location=location)
