"""Who took over from another is held to what the other did: guards and limits see one body."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.procurement.succession.errors import Circular
from services.procurement.succession.rules import reach
from shared import ids
from shared.access import Actor, Role
from shared.contracts.registry import SeriousListed, SeriousRemoved
from tests.procurement.delivery import AFTER_PUBLICITY, Delivery, part
from tests.procurement.market import Market
from tests.procurement.successions import merged, split, told_of
from tests.procurement.test_claim import REASON, set_policy
from tests.procurement.test_serious_listing import told

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def kind(answer: Any) -> tuple[int, str]:
    """How a refusal is told."""
    return answer.status_code, answer.json().get("type", "").removeprefix("/problems/")


async def test_a_body_that_a_designer_merged_into_claims_nothing(market: Market) -> None:
    (designer, _), (successor, manager) = await market.organization(), await market.organization()
    project = await market.listed(designer_organization_ids=[str(designer)])
    await market.kit.receive(*told_of(market, merged(market, designer, successor)))

    answer = await market.claim(project, successor, manager)

    assert kind(answer) == (403, "designer-conflict")


async def test_each_body_that_a_designer_was_split_into_claims_nothing(market: Market) -> None:
    designer, _ = await market.organization()
    heirs = [await market.organization() for _ in range(2)]
    project = await market.listed(designer_organization_ids=[str(designer)])
    fact = split(market, designer, *(organization for organization, _ in heirs))
    await market.kit.receive(*told_of(market, fact))

    answers = [await market.claim(project, *heir) for heir in heirs]

    assert [kind(one) for one in answers] == [(403, "designer-conflict")] * 2


async def test_a_merger_with_the_designer_that_is_heard_of_late_still_bars_the_contract(
    market: Market,
) -> None:
    (designer, _), (successor, manager) = await market.organization(), await market.organization()
    project = await market.listed(designer_organization_ids=[str(designer)])
    claim = (await market.claim(project, successor, manager)).json()
    await market.must(f"/claims/{claim['id']}/confirmation", as_=manager)
    await market.kit.receive(*told_of(market, merged(market, designer, successor)))
    await market.kit.tick(AFTER_PUBLICITY)

    path = f"/projects/{project['id']}/contract"
    answer = await market.kit.post(path, {}, as_=market.buyer)

    assert kind(answer) == (403, "designer-conflict")


async def test_a_merger_with_the_designer_before_the_signature_bars_it(market: Market) -> None:
    (designer, _), (successor, manager) = await market.organization(), await market.organization()
    project = await market.listed(designer_organization_ids=[str(designer)])
    claim = (await market.claim(project, successor, manager)).json()
    await market.must(f"/claims/{claim['id']}/confirmation", as_=manager)
    await market.kit.tick(AFTER_PUBLICITY)
    path = f"/projects/{project['id']}/contract"
    contract = await market.must(path, {}, as_=market.buyer, status=201)
    await market.kit.receive(*told_of(market, merged(market, designer, successor)))

    for signer in (market.buyer, manager):
        answer = await market.kit.post(f"/contracts/{contract['id']}/signature", as_=signer)
        assert kind(answer) == (403, "designer-conflict")


async def test_who_works_for_the_successor_decides_on_nothing_of_the_predecessor(
    delivery: Delivery,
) -> None:
    market = delivery.market
    supplier, (successor, _) = _supplier(delivery), await market.organization()
    settlement = await delivery.settle("signing")
    insider = await _worker_of(delivery, successor, Role.COMMUNITY_MANAGER)
    path = f"/settlements/{settlement['id']}/dispute"
    await market.kit.receive(*told_of(market, merged(market, supplier, successor)))

    answer = await market.kit.post(path, REASON, as_=insider)

    assert kind(answer) == (403, "own-work")


async def test_who_is_still_told_of_as_working_for_a_predecessor_decides_nothing_either(
    delivery: Delivery,
) -> None:
    market = delivery.market
    supplier, (ended, _) = _supplier(delivery), await market.organization()
    insider = await _worker_of(delivery, ended, Role.BUYER)
    await market.kit.receive(*told_of(market, merged(market, ended, supplier)))

    answer = await market.kit.post(f"{delivery.path}/termination", REASON, as_=insider)

    assert kind(answer) == (403, "party-to-it")


async def test_two_bodies_out_of_one_split_are_no_party_to_each_other(delivery: Delivery) -> None:
    market = delivery.market
    supplier, (ended, _) = _supplier(delivery), await market.organization()
    sister, _ = await market.organization()
    stranger = await _worker_of(delivery, sister, Role.BUYER)
    await market.kit.receive(*told_of(market, split(market, ended, supplier, sister)))

    await market.must(f"{delivery.path}/termination", REASON, as_=stranger)


async def test_who_is_known_to_have_merged_claims_nothing_though_its_state_comes_late(
    market: Market,
) -> None:
    (claimant, manager), (successor, _) = await market.organization(), await market.organization()
    project = await market.listed()
    await market.kit.receive(merged(market, claimant, successor))

    answer = await market.claim(project, claimant, manager)

    assert kind(answer) == (403, "ineligible")


async def test_the_predecessors_claims_count_against_the_limits_of_the_successor(
    market: Market,
) -> None:
    (ended, former), (successor, manager) = await market.organization(), await market.organization()
    await set_policy(market, "claim.active_max", 1)
    assert (await market.claim(await market.listed(), ended, former)).status_code == 201
    await market.kit.receive(*told_of(market, merged(market, ended, successor)))

    answer = await market.claim(await market.listed(), successor, manager)

    assert kind(answer) == (409, "too-many-claims")


async def test_what_the_predecessor_claimed_in_the_year_counts_for_the_successor(
    market: Market,
) -> None:
    (ended, former), (successor, manager) = await market.organization(), await market.organization()
    await set_policy(market, "claim.year_max_fen", 7_000_000)
    assert (await market.claim(await market.listed(), ended, former)).status_code == 201
    await market.kit.receive(*told_of(market, merged(market, ended, successor)))

    answer = await market.claim(await market.listed(), successor, manager)

    assert kind(answer) == (409, "yearly-limit-reached")
    assert answer.json()["claimed"] == "40000.00"


async def test_what_a_predecessor_gave_up_its_successor_does_not_claim_again(
    market: Market,
) -> None:
    (ended, former), (successor, manager) = await market.organization(), await market.organization()
    project = await market.listed()
    claim = (await market.claim(project, ended, former)).json()
    await market.must(f"/claims/{claim['id']}/release", REASON, as_=former)
    await market.kit.receive(*told_of(market, merged(market, ended, successor)))

    answer = await market.claim(project, successor, manager)

    assert kind(answer) == (409, "claimed-before")


async def test_the_list_of_serious_violations_follows_who_merges(market: Market) -> None:
    (ended, _), (successor, manager) = await market.organization(), await market.organization()
    project = await market.listed()
    entry = told(market, SeriousListed, ended, ground="B4")
    await market.kit.receive(*told_of(market, merged(market, ended, successor)), entry)

    answer = await market.claim(project, successor, manager)
    await market.kit.receive(told(market, SeriousRemoved, ended, entry_id=entry.entry_id))

    assert kind(answer) == (403, "seriously-listed")
    assert (await market.claim(project, successor, manager)).status_code == 201


async def test_an_evaluator_that_became_one_with_the_supplier_is_not_engaged(
    delivery: Delivery,
) -> None:
    market, evaluator = delivery.market, ids.new()
    await market.kit.receive(merged(market, evaluator, _supplier(delivery)))

    answer = await _engage(delivery, evaluator)

    assert kind(answer) == (409, "evaluator-is-supplier")


async def test_an_evaluator_that_merges_with_the_supplier_says_nothing_more(
    delivery: Delivery,
) -> None:
    market, evaluator = delivery.market, ids.new()
    client = market.kit.actor(Role.EVALUATOR_CLIENT, region=market.city)
    assert (await _engage(delivery, evaluator, client)).status_code == 201
    opened = await delivery.must(
        f"{delivery.path}/evaluations", {"phase": "mid_term"}, as_=delivery.checker, status=201
    )
    await market.kit.receive(merged(market, evaluator, _supplier(delivery)))

    path = f"/evaluations/{opened['id']}/third-party-part"
    answer = await market.kit.post(path, part(8_000), as_=client)

    assert kind(answer) == (409, "evaluator-is-supplier")


async def test_three_years_with_a_predecessor_are_three_years_with_the_successor(
    delivery: Delivery,
) -> None:
    market, before, after = delivery.market, ids.new(), ids.new()
    this_year = market.kit.now
    for years in (3, 2, 1):
        market.kit.now = this_year - timedelta(days=365 * years)
        assert (await _engage(delivery, before)).status_code == 201
    market.kit.now = this_year
    await market.kit.receive(merged(market, before, after))

    answer = await _engage(delivery, after)

    assert kind(answer) == (409, "evaluator-too-familiar")


async def test_a_chain_of_mergers_is_one_body_in_whatever_order_it_is_told(
    market: Market,
) -> None:
    designer, between = ids.new(), ids.new()
    successor, manager = await market.organization()
    project = await market.listed(designer_organization_ids=[str(designer)])
    await market.kit.receive(merged(market, between, successor), merged(market, designer, between))

    answer = await market.claim(project, successor, manager)

    assert kind(answer) == (403, "designer-conflict")


@pytest.mark.parametrize(
    ("bodies", "reached"), [([A], {A, B, C, D}), ([B], {B, C, D}), ([C], {C}), ([], set())]
)
def test_bodies_reach_all_that_succeed_them(bodies: list[UUID], reached: set[UUID]) -> None:
    assert reach(bodies, {A: [B], B: [C, D]}) == reached


async def test_a_circle_is_parked_for_a_person(market: Market) -> None:
    ended, successor = ids.new(), ids.new()
    await market.kit.receive(merged(market, ended, successor))

    with pytest.raises(Circular):
        await market.kit.receive(merged(market, successor, ended))


def _supplier(delivery: Delivery) -> UUID:
    return UUID(delivery.contract["organization_id"])


async def _worker_of(delivery: Delivery, organization: UUID, role: Role) -> Actor:
    """Someone of the buyer's side whom another organization employs."""
    actor = delivery.market.kit.actor(role, region=delivery.market.street, person=ids.new())
    await delivery.worker(person_id=actor.person_id, organization_id=organization)
    return actor


async def _engage(delivery: Delivery, evaluator: UUID, client: Actor | None = None) -> Any:
    asked = {
        "evaluator_id": str(client.id if client else ids.new()),
        "evaluator_organization_id": str(evaluator),
    }
    path = f"{delivery.path}/engagements"
    return await delivery.market.kit.post(path, asked, as_=delivery.checker)
