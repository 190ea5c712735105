"""What the registry decides about a body is what procurement and the credit bank act on."""

from shared.access import Role
from shared.contracts.registry import (
    ListingCorrected,
    OrganizationState,
    RegionState,
    SeriousListed,
)
from shared.events import Event
from shared.testing.kit import ServiceKit
from tests.procurement.market import Market, given_a_market
from tests.registry.overseeing import given_an_authority

WHY = "经核实，情况属实。"


async def told_of(registry: ServiceKit, kit: ServiceKit, *kinds: type[Event]) -> None:
    for kind in kinds:
        told = await registry.events(kind.subject)
        await kit.receive(*(kind.model_validate(one) for one in told))


async def test_who_is_listed_for_serious_violations_claims_nothing_and_spends_nothing(
    registry: ServiceKit, procurement: ServiceKit, credit: ServiceKit
) -> None:
    they = await given_an_authority(registry)
    market: Market = await given_a_market(procurement)
    entry = await they.decided(await they.proposed("B4"))
    for kit in (procurement, credit):
        await told_of(registry, kit, RegionState, OrganizationState, SeriousListed)
    manager = procurement.actor(Role.ORG_MANAGER, organization=they.body)
    spender = credit.actor(Role.ORG_MANAGER, organization=they.body)

    project = await market.listed()
    refused = await market.claim(project, they.body, manager)
    frozen = (await credit.get("/accounts", as_=spender)).json()["items"][0]
    another = registry.actor(Role.DISTRICT_APPROVER, region=they.tree.city)
    place = f"/credit-entries/{entry['id']}/correction"
    await they.post(place, {"reason": WHY}, as_=another)
    for kit in (procurement, credit):
        await told_of(registry, kit, ListingCorrected)
    thawed = (await credit.get("/accounts", as_=spender)).json()["items"][0]

    assert refused.json()["type"] == "/problems/seriously-listed"
    assert (frozen["state"], thawed["state"]) == ("frozen", "open")
    assert (await market.claim(project, they.body, manager)).status_code == 201
