"""Where a contract comes to through chains and splits, and what heirs that became one have."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from services.procurement.succession.rules import Standing, standing
from shared import ids
from tests.procurement.delivery import Delivery
from tests.procurement.successions import merged, split
from tests.procurement.test_succession import name, seen, supplier_of
from tests.procurement.test_succession_guards import kind

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_of_heirs_that_became_one_nobody_is_asked_for(
    delivery: Delivery, order: tuple[int, ...]
) -> None:
    market, before = delivery.market, await delivery.record()
    (first, former), (second, _), (last, manager) = [await market.organization() for _ in range(3)]
    facts = [
        split(market, supplier_of(delivery), first, second),
        merged(market, second, first),
        merged(market, first, last),
    ]
    await market.kit.receive(*(facts[one] for one in order))

    asked = await name(delivery, last, 409)
    contract = (await seen(delivery, delivery.path, manager)).json()

    assert asked["type"] == "/problems/supplier-known"
    assert (contract["supplier_id"], contract["heirs"]) == (str(last), [])
    await replace(delivery, manager=manager).record()
    log = f"/service-logs/{before['id']}"
    assert (await seen(delivery, log, manager)).status_code == 200
    assert (await seen(delivery, log, former)).status_code == 200


async def test_heirs_that_became_one_have_the_whole_time_to_answer(delivery: Delivery) -> None:
    kit, settlement = delivery.market.kit, await delivery.settle("signing")
    (first, _), (last, _) = [await delivery.market.organization() for _ in range(2)]
    await kit.receive(split(delivery.market, supplier_of(delivery), first, last))
    await kit.tick(kit.now + timedelta(days=30))

    await kit.receive(merged(delivery.market, first, last))
    path = f"/settlements/{settlement['id']}/confirmation"
    early = await kit.post(path, as_=delivery.checker, if_match="*")

    assert kind(early) == (409, "silence-not-over")
    await kit.tick(datetime.fromisoformat(early.json()["answer_by"]))
    await delivery.must(path, as_=delivery.checker, if_match="*")


async def test_one_heir_that_stays_apart_still_lets_the_contract_wait(delivery: Delivery) -> None:
    market, between = delivery.market, ids.new()
    (apart, _), (last, manager) = [await market.organization() for _ in range(2)]
    heirs = [ids.new(), ids.new(), apart]
    await market.kit.receive(
        merged(market, supplier_of(delivery), between),
        split(market, between, *heirs),
        *(merged(market, one, last) for one in heirs[:2]),
    )

    early = await seen(delivery, delivery.path, manager)
    waiting = (await seen(delivery, delivery.path, market.buyer)).json()
    await market.kit.receive(merged(market, apart, last))

    assert (early.status_code, {*waiting["heirs"]}) == (404, {str(one) for one in heirs})
    assert (await seen(delivery, delivery.path, manager)).json()["supplier_id"] == str(last)


@pytest.mark.parametrize(
    ("body", "named", "where"),
    [
        (D, {}, Standing(D)),
        (A, {}, Standing(B, (C, D))),
        (A, {B: C}, Standing(C)),
        (A, {C: D}, Standing(B, (C, D))),
    ],
)
def test_a_contract_comes_to_the_last_successor_or_waits_at_a_split(
    body: UUID, named: dict[UUID, UUID], where: Standing
) -> None:
    assert standing(body, {A: [B], B: [D, C]}, named) == where


@pytest.mark.parametrize(
    ("heirs", "named", "where"),
    [
        ({A: [B, C], B: [D], C: [D]}, {}, Standing(D)),
        ({A: [B, C], B: [C]}, {}, Standing(C)),
        ({A: [B, C], B: [C]}, {A: B}, Standing(C)),
        ({A: [B, C], B: [C, D], D: [C]}, {}, Standing(C)),
        ({A: [B, C], B: [C, D]}, {A: B}, Standing(B, (C, D))),
        ({A: [B, C], B: [C, D]}, {}, Standing(A, (B, C))),
        ({A: [B, C], C: [B], B: [D, E]}, {B: E}, Standing(E)),
        ({A: [B, C], C: [B], B: [D, E]}, {}, Standing(B, (D, E))),
    ],
)
def test_heirs_that_became_one_have_a_contract_together(
    heirs: dict[UUID, list[UUID]], named: dict[UUID, UUID], where: Standing
) -> None:
    assert standing(A, heirs, named) == where


def test_of_several_heirs_none_delivers_alone() -> None:
    assert (Standing(A).supplier_id, Standing(A, (B, C)).supplier_id) == (A, None)
