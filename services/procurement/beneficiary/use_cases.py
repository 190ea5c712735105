"""What can be done about beneficiaries."""

from datetime import datetime
from uuid import UUID

from services.procurement.beneficiary.model import Beneficiary
from services.procurement.oversight.queries import check_supplier, contract_overseen
from shared import ids
from shared.db import UnitOfWork

TOKEN_LENGTH = 22
"""Characters of a token: 132 random bits."""


async def issue_tokens(
    uow: UnitOfWork, *, contract_id: UUID, target_group: str | None, count: int, at: datetime
) -> list[Beneficiary]:
    """Give the supplier pseudonyms for people it serves; who they are is told to nobody."""
    contract = await contract_overseen(uow, contract_id)
    await check_supplier(uow, contract)
    issued = [
        Beneficiary(
            contract_id=contract.id,
            region_id=contract.region_id,
            organization_id=contract.organization_id,
            token=ids.secret()[:TOKEN_LENGTH],
            target_group=target_group,
            issued_at=at,
        )
        for _ in range(count)
    ]
    for one in issued:
        uow.add(one)
    return issued
