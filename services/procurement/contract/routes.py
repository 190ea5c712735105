"""Contracts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.claim.errors import (
    ClaimNotReady,
    DesignerConflict,
    Ineligible,
    NotListed,
    SeriouslyListed,
)
from services.procurement.contract import errors, queries, use_cases
from services.procurement.contract.model import Contract
from services.procurement.contract.schemas import ContractDraft, ContractView
from services.procurement.contract.states import ContractState
from services.procurement.fund.errors import FundUnusable, OutOfCharge
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS, FUNDERS, MEMBERS, STAFF
from services.procurement.project.schemas import Reason, RecordView
from services.procurement.settlement.errors import EarlierTrancheOpen, NotSettled
from services.procurement.succession.errors import SupplierUnnamed
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, problems, requires

router = APIRouter(tags=["contracts"])

Buyer = Annotated[Actor, requires(*AUTHORS)]
Finance = Annotated[Actor, requires(*FUNDERS)]
Signer = Annotated[Actor, requires(Role.ORG_MANAGER, *AUTHORS)]
Reader = Annotated[Actor, requires(*MEMBERS, *STAFF)]
MOVE = (Unknown, OutOfCharge, PartyToIt, IllegalMove)
INELIGIBLE = (Ineligible, SeriouslyListed, DesignerConflict)


@router.post(
    "/projects/{project_id}/contract",
    status_code=201,
    response_model=ContractView,
    responses=problems(*MOVE, *INELIGIBLE, NotListed, ClaimNotReady, errors.ContractDeviates),
)
async def draw_up(project_id: UUID, asked: ContractDraft, _: Buyer, begin: BeginOnce) -> Response:
    """Draw up the contract with the organization that won the project."""
    async with begin() as uow:
        contract = await use_cases.draw_up_contract(
            uow, project_id=project_id, starts_on=asked.starts_on, ends_on=asked.ends_on
        )
        return await uow.answer(
            201,
            ContractView,
            await queries.shown(uow, contract),
            location=f"/contracts/{contract.id}",
        )


@router.get("/contracts", response_model=Listed[ContractView])
async def list_contracts(
    *,
    actor: Reader,
    begin: Begin,
    page: Page,
    state: ContractState | None = None,
    project_id: UUID | None = None,
) -> Response:
    """The contracts of my organization or of my region, newest first."""
    async with begin() as uow:
        only = {Contract.state: state, Contract.project_id: project_id}
        found = await page_of(uow, queries.contracts(actor), Contract.id, page, only)
        items = await queries.all_shown(uow, found["items"])
        return await uow.answer(200, Listed[ContractView], found | {"items": items})


@router.get("/contracts/{contract_id}", response_model=ContractView, responses=problems(Unknown))
async def show(contract_id: UUID, _: Reader, begin: Begin) -> Response:
    """One contract."""
    async with begin() as uow:
        contract = await queries.seen_contract(uow, contract_id)
        return await uow.answer(200, ContractView, await queries.shown(uow, contract))


@router.get(
    "/contracts/{contract_id}/record", response_model=RecordView, responses=problems(Unknown)
)
async def show_record(contract_id: UUID, _: Reader, begin: Begin) -> Response:
    """What the contract's fingerprint is made of, so that anyone can recompute it."""
    async with begin() as uow:
        return await uow.answer(200, RecordView, await queries.seen_contract(uow, contract_id))


@router.post(
    "/contracts/{contract_id}/signature",
    response_model=ContractView,
    responses=problems(
        *(Unknown, PartyToIt, *INELIGIBLE, IllegalMove, FundUnusable, SupplierUnnamed),
        *(errors.NotASigner, errors.AlreadySigned, errors.SigningOver),
    ),
)
async def sign(contract_id: UUID, _: Signer, begin: BeginOnce) -> Response:
    """Sign for the buyer or for the organization; the second signature makes it binding."""
    async with begin() as uow:
        contract = await use_cases.sign_contract(uow, contract_id=contract_id)
        return await uow.answer(200, ContractView, await queries.shown(uow, contract))


@router.post(
    "/contracts/{contract_id}/annulment",
    response_model=ContractView,
    responses=problems(*MOVE),
)
async def annul(contract_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Throw away a draft that one side does not sign; the project is open to others again."""
    async with begin() as uow:
        contract = await use_cases.annul_contract(uow, contract_id=contract_id, reason=asked.reason)
        return await uow.answer(200, ContractView, await queries.shown(uow, contract))


@router.post(
    "/contracts/{contract_id}/termination",
    response_model=ContractView,
    responses=problems(*MOVE),
)
async def terminate(contract_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """End a signed contract early; what was delivered until now is still settled."""
    async with begin() as uow:
        contract = await use_cases.terminate_contract(
            uow, contract_id=contract_id, reason=asked.reason
        )
        return await uow.answer(200, ContractView, await queries.shown(uow, contract))


@router.post(
    "/contracts/{contract_id}/decommitment",
    response_model=ContractView,
    responses=problems(
        *(Unknown, OutOfCharge, PartyToIt),
        *(errors.NotTerminated, EarlierTrancheOpen, NotSettled),
    ),
)
async def free_commitment(contract_id: UUID, _: Finance, begin: BeginOnce) -> Response:
    """Give what a terminated contract no longer needs back to its funds."""
    async with begin() as uow:
        contract = await use_cases.free_commitment(uow, contract_id=contract_id)
        return await uow.answer(200, ContractView, await queries.shown(uow, contract))
