"""Who gets a round's money, in fen (§2.4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.procurement.fund.rules import yuan
from services.procurement.grant.errors import NotWithinGrant
from services.procurement.project.rules import cost_of


@dataclass(frozen=True)
class Wish:
    """What a proposal asks for, and by whom."""

    proposal_id: UUID
    organization_id: UUID
    requested_fen: int


def allocate(
    wishes: Sequence[Wish], *, money_fen: int, projects_max: int, had: Mapping[UUID, int]
) -> dict[UUID, int]:
    """What each of the wishes, in rank order, gets until the money is exhausted.

    The last may get a part; `had` is how many projects of the round organizations have already,
    and who has as many as it may is passed over.
    """
    granted: dict[UUID, int] = {}
    count, left = Counter(had), money_fen
    for wish in wishes:
        if left <= 0:
            break
        if count[wish.organization_id] >= projects_max:
            continue
        granted[wish.proposal_id] = min(wish.requested_fen, left)
        left -= granted[wish.proposal_id]
        count[wish.organization_id] += 1
    return granted


def within_grant(
    items: list[dict[str, Any]], quantities: Mapping[str, int] | None, *, granted_fen: int
) -> list[dict[str, Any]]:
    """The items as proposed, or less of them: no others, no more of any, within the grant."""
    asked = {item["id"]: item["qty"] for item in items} if quantities is None else quantities
    kept = [item | {"qty": asked[item["id"]]} for item in items if asked.get(item["id"])]
    before = {item["id"]: item["qty"] for item in items}
    more = any(qty > before.get(one, 0) for one, qty in asked.items())
    if more or not kept or cost_of(kept) > granted_fen:
        raise NotWithinGrant("/quantities", items=yuan(cost_of(kept)), granted=yuan(granted_fen))
    return kept
