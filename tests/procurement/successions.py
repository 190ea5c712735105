"""What the registry tells when a body ends by merging or by being split."""

from typing import Any
from uuid import UUID

from shared.contracts.registry import (
    OrganizationMerged,
    OrganizationSplit,
    OrganizationState,
    Share,
)
from shared.events import Event
from tests.procurement.market import Market


def ended(market: Market, organization: UUID, state: str) -> OrganizationState:
    """The state of a body that ended, as its read copy takes it."""
    return OrganizationState(
        organization_id=organization,
        version=9,
        name="春晖社工服务中心",
        tier="registered",
        legal_type="social_service_agency",
        state=state,
        home_region_id=market.community.id,
        founded_on=None,
    )


def merged(market: Market, organization: UUID, successor: UUID) -> OrganizationMerged:
    """The fact of a merger."""
    return OrganizationMerged(
        organization_id=organization, successor_id=successor, **_about(market)
    )


def split(market: Market, organization: UUID, *heirs: UUID) -> OrganizationSplit:
    """The fact of a split, the first heir having the larger share."""
    parts = [Share(organization_id=one, share=1_000) for one in heirs[1:]]
    first = Share(organization_id=heirs[0], share=10_000 - 1_000 * len(parts))
    return OrganizationSplit(organization_id=organization, shares=[first, *parts], **_about(market))


def told_of(market: Market, fact: OrganizationMerged | OrganizationSplit) -> list[Event]:
    """All that the registry tells of it."""
    state = "merged" if isinstance(fact, OrganizationMerged) else "split"
    return [ended(market, fact.organization_id, state), fact]


def _about(market: Market) -> dict[str, Any]:
    now = market.kit.now
    return {"region_id": market.community.id, "effective_on": now.date(), "at": now}
