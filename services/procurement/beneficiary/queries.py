"""Questions about beneficiaries."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from services.procurement.beneficiary.errors import UnknownBeneficiary
from services.procurement.beneficiary.model import Beneficiary
from services.procurement.oversight.queries import contract_overseen
from shared.db import UnitOfWork


async def beneficiaries(uow: UnitOfWork, contract_id: UUID) -> Select[Beneficiary]:
    """The pseudonyms of one contract in the caller's sight, or Unknown."""
    contract = await contract_overseen(uow, contract_id)
    return select(Beneficiary).where(Beneficiary.contract_id == contract.id)


async def groups_of(uow: UnitOfWork, contract_id: UUID, tokens: Sequence[str]) -> list[str | None]:
    """The target group behind each token, in its order; a token of another contract is refused."""
    wanted = select(Beneficiary.token, Beneficiary.target_group).where(
        Beneficiary.contract_id == contract_id, Beneficiary.token.in_(tokens)
    )
    known = {row.token: row.target_group for row in await uow.session.execute(wanted)}
    for position, token in enumerate(tokens, start=1):
        if token not in known:
            raise UnknownBeneficiary(f"/beneficiaries/{position - 1}", position=position)
    return [known[token] for token in tokens]
