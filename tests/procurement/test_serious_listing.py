"""Who is on the list of serious violations gets no public project (spec/registry.md §2.9)."""

from typing import Any

import pytest

from shared import ids
from shared.contracts.registry import (
    ListingCorrected,
    ListingFact,
    SeriousListed,
    SeriousRemoved,
)
from tests.procurement.delivery import AFTER_PUBLICITY
from tests.procurement.market import Market


def told(market: Market, of: type[ListingFact], organization: Any, **more: Any) -> ListingFact:
    """What the registry says about an entry."""
    about = {"organization_id": organization, "region_id": market.community.id}
    return of(**{"entry_id": ids.new(), "at": market.kit.now} | about | more)


async def test_a_listed_organization_claims_nothing(market: Market) -> None:
    project, (organization, manager) = await market.listed(), await market.organization()
    await market.kit.receive(told(market, SeriousListed, organization, ground="B4"))

    answer = await market.claim(project, organization, manager)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/seriously-listed")


async def test_who_is_listed_after_its_claim_signs_no_contract(market: Market) -> None:
    project, (organization, manager) = await market.listed(), await market.organization()
    claim = (await market.claim(project, organization, manager)).json()
    await market.must(f"/claims/{claim['id']}/confirmation", as_=manager)
    await market.kit.tick(AFTER_PUBLICITY)
    path = f"/projects/{project['id']}/contract"
    contract = await market.must(path, {}, as_=market.buyer, status=201)
    entry = told(market, SeriousListed, organization, ground="B4")
    await market.kit.receive(entry)
    path = f"/contracts/{contract['id']}/signature"

    early = await market.kit.post(path, as_=market.buyer)
    await market.kit.receive(told(market, SeriousRemoved, organization, entry_id=entry.entry_id))

    assert early.json()["type"] == "/problems/seriously-listed"
    await market.must(path, as_=market.buyer)


@pytest.mark.parametrize("end", [SeriousRemoved, ListingCorrected])
async def test_an_entry_that_ended_weighs_nothing_in_whatever_order_it_is_told(
    market: Market, end: type[ListingFact]
) -> None:
    project, (organization, manager) = await market.listed(), await market.organization()
    entry = told(market, SeriousListed, organization, ground="B6")
    ended = told(market, end, organization, entry_id=entry.entry_id)
    await market.kit.receive(ended, entry)

    assert (await market.claim(project, organization, manager)).status_code == 201


async def test_of_two_entries_the_one_that_stands_counts(market: Market) -> None:
    project, (organization, manager) = await market.listed(), await market.organization()
    first, second = (told(market, SeriousListed, organization, ground="B5") for _ in range(2))
    ended = told(market, SeriousRemoved, organization, entry_id=first.entry_id)
    await market.kit.receive(first, second, ended)

    assert (await market.claim(project, organization, manager)).status_code == 403
