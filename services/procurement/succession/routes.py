"""Successions over HTTP: the buyer's word on a contract."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.claim.errors import DesignerConflict, Ineligible, SeriouslyListed
from services.procurement.contract.queries import shown
from services.procurement.contract.schemas import ContractView
from services.procurement.fund.errors import OutOfCharge
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS
from services.procurement.succession import use_cases
from services.procurement.succession.errors import NotAnHeir, SupplierKnown
from services.procurement.succession.schemas import HeirNamed
from shared.access import Actor
from shared.errors import Unknown
from shared.web import Begin, problems, requires

router = APIRouter(tags=["contracts"])

Buyer = Annotated[Actor, requires(*AUTHORS)]
REFUSED = (
    *(Unknown, OutOfCharge, PartyToIt, SupplierKnown, NotAnHeir),
    *(Ineligible, SeriouslyListed, DesignerConflict),
)


@router.post(
    "/contracts/{contract_id}/succession", response_model=ContractView, responses=problems(*REFUSED)
)
async def name_heir(contract_id: UUID, asked: HeirNamed, _: Buyer, begin: Begin) -> Response:
    """Name the heir that carries on the contract of a supplier that was split; once."""
    async with begin() as uow:
        contract = await use_cases.name_heir(
            uow, contract_id=contract_id, successor_id=asked.successor_id
        )
        return await uow.answer(200, ContractView, await shown(uow, contract))
