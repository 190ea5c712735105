"""What can be done about beneficiaries."""

from uuid import UUID

from services.procurement.beneficiary.model import Beneficiary
from services.procurement.contract.model import Contract
from services.procurement.oversight.queries import check_supplier, contract_overseen
from shared import ids
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.target_groups import TargetGroup

TOKEN_LENGTH = 22
"""Characters of a token: 132 random bits."""


async def issue_tokens(
    uow: UnitOfWork, *, contract_id: UUID, target_group: str | None, count: int
) -> list[Beneficiary]:
    """Give the supplier pseudonyms for people it serves; who they are is told to nobody."""
    contract = await contract_overseen(uow, contract_id)
    await check_supplier(uow, contract)
    _check_group(contract, target_group)
    issued = [
        Beneficiary(
            contract_id=contract.id,
            region_id=contract.region_id,
            organization_id=contract.organization_id,
            token=ids.secret()[:TOKEN_LENGTH],
            target_group=target_group,
            issued_at=uow.at,
        )
        for _ in range(count)
    ]
    for one in issued:
        uow.add(one)
    return issued


def _check_group(contract: Contract, target_group: str | None) -> None:
    lists = [item.get("target_groups") or () for item in contract.items]
    known = [*dict.fromkeys(group for groups in lists for group in groups)] or [*TargetGroup]
    if target_group is not None and target_group not in known:
        named = [f"{TargetGroup(group).zh}（{group}）" for group in known]
        raise BadValue(
            "/target_group",
            f"服务人群应为以下之一：{'、'.join(named)}；面向公众的服务对象不填。",
            f"Name one of {', '.join(known)}, or none for the general public.",
        )
