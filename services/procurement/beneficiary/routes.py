"""Beneficiaries over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.beneficiary import use_cases
from services.procurement.beneficiary.model import Beneficiary
from services.procurement.beneficiary.queries import beneficiaries
from services.procurement.beneficiary.schemas import BeneficiaryView, TokensView, TokensWanted
from services.procurement.oversight.errors import SupplierOnly
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, BeginOnce, SignedIn, problems

router = APIRouter(prefix="/contracts/{contract_id}/beneficiaries", tags=["service logs"])


@router.post(
    "",
    status_code=201,
    response_model=TokensView,
    responses=problems(Unknown, SupplierOnly, BadValue),
)
async def issue(contract_id: UUID, asked: TokensWanted, begin: BeginOnce, _: SignedIn) -> Response:
    """Pseudonyms for people to be served; no name is taken, so none can be lost."""
    async with begin() as uow:
        issued = await use_cases.issue_tokens(uow, contract_id=contract_id, **asked.model_dump())
        place = f"/contracts/{contract_id}/beneficiaries"
        return await uow.answer(201, TokensView, {"items": issued}, place)


@router.get("", response_model=Listed[BeneficiaryView], responses=problems(Unknown))
async def list_tokens(contract_id: UUID, _: SignedIn, begin: Begin, page: Page) -> Response:
    """The pseudonyms of a contract, newest first; for its supplier and the staff of the region."""
    async with begin() as uow:
        rows = await beneficiaries(uow, contract_id)
        found = await page_of(uow, rows, Beneficiary.id, page)
        return await uow.answer(200, Listed[BeneficiaryView], found)
