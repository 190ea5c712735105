"""Service logs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.procurement.beneficiary.errors import UnknownBeneficiary
from services.procurement.oversight.errors import SupplierOnly
from services.procurement.service_log import queries, use_cases
from services.procurement.service_log.errors import (
    CommitmentFreed,
    FinallySettled,
    ForeignWorker,
    NotDelivering,
    NotYetServed,
    OutsideContract,
    OutsideTargetGroup,
    StartAfterEnd,
    TooFewAttending,
    WorkerNotRegistered,
    WorkerUnderQualified,
)
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.schemas import LinkView, LogView, NarrativeView, NewLog
from services.procurement.service_log.states import LogState
from services.procurement.working_time.errors import TooManyHours, WorkerOverlap
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Public, SignedIn, Vaulted, problems

router = APIRouter(tags=["service logs"])


@router.post(
    "/contracts/{contract_id}/service-logs",
    status_code=201,
    response_model=LogView,
    responses=problems(
        *(Unknown, SupplierOnly, NotDelivering, FinallySettled, CommitmentFreed, BadValue),
        *(StartAfterEnd, NotYetServed, OutsideContract),
        *(ForeignWorker, WorkerNotRegistered, WorkerUnderQualified, WorkerOverlap, TooManyHours),
        *(TooFewAttending, UnknownBeneficiary, OutsideTargetGroup),
    ),
)
async def record(contract_id: UUID, asked: NewLog, begin: BeginOnce, _: SignedIn) -> Response:
    """Record a service that was delivered; it is submitted with that and never changed."""
    async with begin() as uow:
        log = await use_cases.record_service(uow, contract_id=contract_id, entry=asked.entry())
        return await uow.answer(201, LogView, log, location=f"/service-logs/{log.id}")


@router.get("/service-logs", response_model=Listed[LogView])
async def list_logs(
    *,
    actor: SignedIn,
    begin: Begin,
    page: Page,
    contract_id: UUID | None = None,
    state: LogState | None = None,
    drawn: Annotated[bool | None, Query(description="Only those drawn for a check, or not")] = None,
) -> Response:
    """The logs in sight, newest first; an evaluator sees those drawn for a check."""
    async with begin() as uow:
        only = {
            ServiceLog.contract_id: contract_id,
            ServiceLog.state: state,
            ServiceLog.drawn: drawn,
        }
        found = await page_of(uow, queries.service_logs(actor), ServiceLog.id, page, only)
        return await uow.answer(200, Listed[LogView], found)


@router.get("/service-logs/{log_id}", response_model=LogView, responses=problems(Unknown))
async def show(log_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """One log."""
    async with begin() as uow:
        log = await uow.get(ServiceLog, log_id, where=queries.visible(actor))
        return await uow.answer(200, LogView, log)


@router.get(
    "/service-logs/{log_id}/narrative", response_model=NarrativeView, responses=problems(Unknown)
)
async def show_narrative(log_id: UUID, actor: SignedIn, begin: Begin, vault: Vaulted) -> Response:
    """What the social worker wrote, for the organization and its professional supervisor."""
    async with begin() as uow:
        log = await uow.get(ServiceLog, log_id, where=queries.narrated(actor))
        told = log.narrative and vault.open(use_cases.NARRATIVE, log.id, log.narrative)
        return await uow.answer(200, NarrativeView, {"log_id": log.id, "narrative": told})


@router.post(
    "/service-logs/{log_id}/correction",
    status_code=201,
    response_model=LogView,
    responses=problems(Unknown, SupplierOnly, FinallySettled, CommitmentFreed, IllegalMove),
)
async def correct(log_id: UUID, begin: BeginOnce, _: SignedIn) -> Response:
    """Take a log back by a reversing entry; what is right is recorded anew."""
    async with begin() as uow:
        reversal = await use_cases.correct_log(uow, log_id=log_id)
        return await uow.answer(201, LogView, reversal, location=f"/service-logs/{reversal.id}")


@router.get(
    "/contracts/{contract_id}/service-log-chain",
    response_model=Listed[LinkView],
    responses=problems(Unknown),
)
async def show_chain(contract_id: UUID, _: Public, begin: Begin, page: Page) -> Response:
    """The links of a contract's logs from the first on: anyone can see that none was changed."""
    async with begin() as uow:
        rows = await queries.chain(uow, contract_id)
        found = await page_of(uow, rows, ServiceLog.seq, page, newest_first=False)
        return await uow.answer(200, Listed[LinkView], found)
