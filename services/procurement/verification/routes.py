"""Verification over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.fund.errors import OutOfCharge
from services.procurement.oversight.errors import DutyConflict, OwnWork, SupplierOnly
from services.procurement.oversight.queries import overseen
from services.procurement.service_log.errors import CommitmentFreed, DisputedBefore, FinallySettled
from services.procurement.service_log.schemas import LogView
from services.procurement.verification import queries, use_cases
from services.procurement.verification.errors import ChecksOpen, NothingToSample
from services.procurement.verification.model import Sample
from services.procurement.verification.schemas import Dispute, Rejection, SampleView, Word
from services.procurement.verification.states import SampleState
from services.procurement.working_time.errors import TooManyHours, WorkerOverlap
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, SignedIn, problems

router = APIRouter(tags=["service logs"])


@router.post(
    "/contracts/{contract_id}/samples",
    status_code=201,
    response_model=SampleView,
    responses=problems(Unknown, OutOfCharge, OwnWork, NothingToSample),
)
async def freeze(contract_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Fix the pool: the submitted logs in no sample yet. The platform commits to a secret."""
    async with begin() as uow:
        sample = await use_cases.freeze_pool(uow, contract_id=contract_id)
        return await uow.answer(201, SampleView, sample, location=f"/samples/{sample.id}")


@router.get("/samples", response_model=Listed[SampleView])
async def list_samples(
    actor: SignedIn,
    begin: Begin,
    page: Page,
    contract_id: UUID | None = None,
    state: SampleState | None = None,
) -> Response:
    """The samples in sight, newest first."""
    async with begin() as uow:
        only = {Sample.contract_id: contract_id, Sample.state: state}
        return await uow.answer(
            200,
            Listed[SampleView],
            await page_of(uow, queries.samples(actor), Sample.id, page, only),
        )


@router.get("/samples/{sample_id}", response_model=SampleView, responses=problems(Unknown))
async def show(sample_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """One sample, with everything needed to draw it again."""
    async with begin() as uow:
        sample = await uow.get(Sample, sample_id, where=overseen(actor, Sample))
        return await uow.answer(200, SampleView, sample)


@router.post(
    "/samples/{sample_id}/draw",
    response_model=SampleView,
    responses=problems(Unknown, OutOfCharge, OwnWork, IllegalMove),
)
async def draw(sample_id: UUID, asked: Word, begin: Begin, _: SignedIn) -> Response:
    """Draw at least a tenth and thirty, of every item and every worker some."""
    async with begin() as uow:
        sample = await use_cases.draw_sample(uow, sample_id=sample_id, word=asked.word)
        return await uow.answer(200, SampleView, sample)


@router.post(
    "/samples/{sample_id}/full-check",
    response_model=SampleView,
    responses=problems(Unknown, SupplierOnly, IllegalMove),
)
async def check_everything(sample_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """The supplier asks that every log be checked, so that no rejection is extrapolated."""
    async with begin() as uow:
        sample = await use_cases.check_everything(uow, sample_id=sample_id)
        return await uow.answer(200, SampleView, sample)


@router.post(
    "/samples/{sample_id}/closing",
    response_model=SampleView,
    responses=problems(Unknown, OutOfCharge, OwnWork, DutyConflict, ChecksOpen, IllegalMove),
)
async def close(sample_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Accept what was not drawn; everything drawn has been decided."""
    async with begin() as uow:
        sample = await use_cases.close_sample(uow, sample_id=sample_id)
        return await uow.answer(200, SampleView, sample)


@router.post(
    "/service-logs/{log_id}/verification",
    response_model=LogView,
    responses=problems(
        *(Unknown, OutOfCharge, OwnWork, DutyConflict, IllegalMove),
        *(WorkerOverlap, TooManyHours),
    ),
)
async def verify(log_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Confirm a sampled or disputed log, after a look at it."""
    async with begin() as uow:
        log = await use_cases.verify_log(uow, log_id=log_id)
        return await uow.answer(200, LogView, log)


@router.post(
    "/service-logs/{log_id}/rejection",
    response_model=LogView,
    responses=problems(Unknown, OutOfCharge, OwnWork, DutyConflict, IllegalMove),
)
async def reject(log_id: UUID, asked: Rejection, begin: Begin, _: SignedIn) -> Response:
    """Strike a log; one found fabricated may be struck whenever that comes out."""
    async with begin() as uow:
        log = await use_cases.reject_log(uow, log_id=log_id, **asked.model_dump())
        return await uow.answer(200, LogView, log)


@router.post(
    "/service-logs/{log_id}/dispute",
    response_model=LogView,
    responses=problems(
        *(Unknown, SupplierOnly, FinallySettled, CommitmentFreed, DisputedBefore, IllegalMove)
    ),
)
async def dispute(log_id: UUID, asked: Dispute, begin: Begin, _: SignedIn) -> Response:
    """The supplier asks for a second look at a rejection, once."""
    async with begin() as uow:
        log = await use_cases.dispute_log(uow, log_id=log_id, reason=asked.reason)
        return await uow.answer(200, LogView, log)
