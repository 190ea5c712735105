"""Explanations over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.procurement.contract.model import Contract
from services.procurement.oversight.queries import overseen
from services.procurement.settlement.model import Settlement
from services.procurement.settlement_explanation.rules import explain
from services.procurement.settlement_explanation.schemas import ExplanationView
from shared.errors import Unknown
from shared.web import Begin, SignedIn, problems

router = APIRouter(tags=["settlements"])


@router.get(
    "/settlements/{settlement_id}/explanation",
    response_model=ExplanationView,
    responses=problems(Unknown),
)
async def show(settlement_id: UUID, actor: SignedIn, begin: Begin) -> Response:
    """Every number from the logs to the amount, in Chinese and English."""
    async with begin() as uow:
        found = await uow.get(Settlement, settlement_id, where=overseen(actor, Settlement))
        contract = await uow.session.get_one(Contract, found.contract_id)
        agreed = {item["id"]: item for item in contract.items}
        told = {
            "settlement_id": found.id,
            "steps": explain(found.record, agreed),
            "record": found.record,
            "record_sha256": found.record_sha256,
        }
        return await uow.answer(200, ExplanationView, told)
