"""What a body had passes on: by law after a merger, by the buyer's word after a split."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from shared import ids
from shared.access import Actor, Role
from shared.contracts.registry import SeriousListed
from shared.records import fingerprint
from tests.procurement.delivery import AFTER_PUBLICITY, Delivery
from tests.procurement.market import Market
from tests.procurement.successions import ended, merged, split, told_of
from tests.procurement.test_claim import REASON, set_policy
from tests.procurement.test_serious_listing import told
from tests.procurement.test_succession_guards import kind


def supplier_of(delivery: Delivery) -> UUID:
    return UUID(delivery.contract["organization_id"])


async def taken_over(delivery: Delivery) -> tuple[UUID, Actor]:
    """The supplier merged into another body; that and its manager."""
    successor, manager = await delivery.market.organization()
    fact = merged(delivery.market, supplier_of(delivery), successor)
    await delivery.market.kit.receive(*told_of(delivery.market, fact))
    return successor, manager


async def split_up(delivery: Delivery) -> list[tuple[UUID, Actor]]:
    """The supplier was split into two bodies; those and their managers."""
    heirs = sorted([await delivery.market.organization() for _ in range(2)], key=lambda one: one[0])
    fact = split(delivery.market, supplier_of(delivery), *(one for one, _ in heirs))
    await delivery.market.kit.receive(*told_of(delivery.market, fact))
    return heirs


async def seen(delivery: Delivery, path: str, actor: Actor) -> Any:
    return await delivery.market.kit.get(path, as_=actor)


async def test_a_contract_names_who_signed_it_and_who_delivers_it_now(delivery: Delivery) -> None:
    successor, manager = await taken_over(delivery)

    contract = (await seen(delivery, delivery.path, manager)).json()
    record = (await seen(delivery, f"{delivery.path}/record", manager)).json()

    assert contract["organization_id"] == delivery.contract["organization_id"]
    assert contract["organization_signed_by"] == delivery.contract["organization_signed_by"]
    assert (contract["supplier_id"], contract["heirs"]) == (str(successor), [])
    assert fingerprint(record["record"]) == delivery.contract["record_sha256"]


async def test_the_successor_records_corrects_and_disputes_what_the_contract_brings(
    delivery: Delivery,
) -> None:
    kit, before = delivery.market.kit, await delivery.record(narrative="情绪平稳。")
    successor, manager = await taken_over(delivery)
    delivery = replace(delivery, manager=manager)

    own = await delivery.record(worker_ids=[str(await delivery.worker(organization_id=successor))])
    await delivery.record()
    await delivery.must(f"/service-logs/{before['id']}/correction", as_=manager, status=201)
    drawn = await delivery.sampled()
    await delivery.must(f"/service-logs/{own['id']}/rejection", REASON, as_=delivery.checker)
    await delivery.must(f"/service-logs/{own['id']}/dispute", REASON, as_=manager)

    assert len(drawn) == 2
    assert own["organization_id"] == delivery.contract["organization_id"]
    told = await kit.get(f"/service-logs/{before['id']}/narrative", as_=manager)
    assert told.json()["narrative"] == "情绪平稳。"
    sample = f"/samples/{delivery.sample_id}"
    assert (await kit.get(sample, as_=manager)).status_code == 200
    listed = await kit.get("/service-logs", as_=manager)
    assert len(listed.json()["items"]) == 4


async def test_the_successor_confirms_what_is_due_and_sees_it_paid(delivery: Delivery) -> None:
    settlement = await delivery.settle("signing")
    _, manager = await taken_over(delivery)
    delivery = replace(delivery, manager=manager)

    await delivery.pay(settlement)

    payments = (await delivery.market.kit.get("/payments", as_=manager)).json()["items"]
    assert [one["state"] for one in payments] == ["paid"]
    shown = await seen(delivery, f"/settlements/{settlement['id']}/explanation", manager)
    assert shown.status_code == 200
    projects = (await delivery.market.kit.get("/projects", as_=manager)).json()["items"]
    assert [one["id"] for one in projects] == [delivery.contract["project_id"]]
    claims = (await delivery.market.kit.get("/claims", as_=manager)).json()["items"]
    assert [one["id"] for one in claims] == [delivery.contract["claim_id"]]


async def test_a_foreign_worker_stays_one_after_a_merger(delivery: Delivery) -> None:
    _, manager = await taken_over(delivery)
    foreign = await delivery.worker(organization_id=ids.new())

    path = f"{delivery.path}/service-logs"
    log = delivery.log(worker_ids=[str(foreign)])
    answer = await delivery.market.kit.post(path, log, as_=manager)

    assert kind(answer) == (422, "foreign-worker")


async def test_the_predecessors_people_still_wind_up_and_read(delivery: Delivery) -> None:
    await taken_over(delivery)

    await delivery.record()

    assert (await seen(delivery, delivery.path, delivery.manager)).status_code == 200


async def test_every_predecessors_people_wind_up_what_was_theirs(delivery: Delivery) -> None:
    market, (between, manager) = delivery.market, await taken_over(delivery)
    last, _ = await market.organization()
    settlement = await delivery.settle("signing")
    await market.kit.receive(*told_of(market, merged(market, between, last)))
    delivery = replace(delivery, manager=manager)

    await delivery.record()
    await delivery.confirm(settlement)


async def test_who_took_over_another_body_sees_nothing_of_this_one(delivery: Delivery) -> None:
    await taken_over(delivery)
    market = delivery.market
    (gone, _), (other, manager) = await market.organization(), await market.organization()
    await market.kit.receive(*told_of(market, merged(market, gone, other)))

    assert (await seen(delivery, delivery.path, manager)).status_code == 404


@pytest.mark.parametrize("when", range(4))
async def test_whenever_a_claimant_merges_its_successor_delivers(market: Market, when: int) -> None:
    """Before the claim is confirmed, the contract drawn up, signed, or when all is done."""
    (claimant, former), (successor, later) = (
        await market.organization(),
        await market.organization(),
    )
    fact = merged(market, claimant, successor)
    project = await market.listed()
    claim = (await market.claim(project, claimant, former)).json()

    async def manager_at(step: int) -> Actor:
        if step == when:
            await market.kit.receive(*told_of(market, fact))
        return later if step >= when else former

    await market.must(f"/claims/{claim['id']}/confirmation", as_=await manager_at(0))
    await market.kit.tick(AFTER_PUBLICITY)
    await manager_at(1)
    contract = await market.must(
        f"/projects/{project['id']}/contract", {}, as_=market.buyer, status=201
    )
    path = f"/contracts/{contract['id']}"
    await market.must(f"{path}/signature", as_=market.buyer)
    await market.must(f"{path}/signature", as_=await manager_at(2))
    await manager_at(3)

    found = (await market.kit.get(path, as_=later)).json()
    assert (found["organization_id"], found["supplier_id"]) == (str(claimant), str(successor))
    assert found["state"] == "active"
    await market.must(f"{path}/beneficiaries", {"count": 1}, as_=later, status=201)


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_the_facts_of_a_chain_lead_to_one_end_in_every_order(
    delivery: Delivery, order: tuple[int, ...]
) -> None:
    market, first = delivery.market, supplier_of(delivery)
    between, (last, manager) = ids.new(), await market.organization()
    facts = [
        ended(market, first, "merged"),
        merged(market, first, between),
        merged(market, between, last),
    ]

    await market.kit.receive(*(facts[one] for one in order))

    contract = (await seen(delivery, delivery.path, manager)).json()
    assert contract["supplier_id"] == str(last)


async def test_the_predecessors_manager_signs_nothing_any_more(market: Market) -> None:
    (claimant, former), (successor, _) = await market.organization(), await market.organization()
    project = await market.listed()
    claim = (await market.claim(project, claimant, former)).json()
    await market.must(f"/claims/{claim['id']}/confirmation", as_=former)
    await market.kit.tick(AFTER_PUBLICITY)
    path = f"/projects/{project['id']}/contract"
    contract = await market.must(path, {}, as_=market.buyer, status=201)
    await market.kit.receive(*told_of(market, merged(market, claimant, successor)))

    answer = await market.kit.post(f"/contracts/{contract['id']}/signature", as_=former)

    assert kind(answer) == (403, "not-a-signer")


async def test_a_contract_of_a_body_that_was_split_waits_for_the_buyers_word(
    delivery: Delivery,
) -> None:
    heirs = await split_up(delivery)

    listed = (await delivery.market.kit.get("/contracts", as_=delivery.market.buyer)).json()

    (contract,) = listed["items"]
    assert contract["supplier_id"] is None
    assert contract["heirs"] == [str(one) for one, _ in heirs]
    for _, manager in heirs:
        assert (await seen(delivery, delivery.path, manager)).status_code == 404


async def test_nobody_is_paid_until_an_heir_is_named(delivery: Delivery) -> None:
    market, settlement = delivery.market, await delivery.settle("signing")
    await delivery.confirm(settlement)
    base = f"/settlements/{settlement['id']}/payment"
    payment = await delivery.must(base, as_=delivery.checker, status=201)
    path = f"/payments/{payment['id']}"
    await delivery.must(f"{path}/approval", as_=market.finance)
    (first, _), *_ = await split_up(delivery)

    early = await market.kit.post(f"{path}/dispatch", as_=market.finance)
    await name(delivery, first)

    assert kind(early) == (409, "supplier-unnamed")
    await delivery.must(f"{path}/dispatch", as_=market.finance)


async def test_silence_agrees_to_nothing_while_nobody_could_speak(delivery: Delivery) -> None:
    kit, settlement = delivery.market.kit, await delivery.settle("signing")
    (first, _), *_ = await split_up(delivery)
    await kit.tick(kit.now + timedelta(days=30))

    path = f"/settlements/{settlement['id']}/confirmation"
    early = await kit.post(path, as_=delivery.checker, if_match="*")
    await name(delivery, first)
    at_once = await kit.post(path, as_=delivery.checker, if_match="*")

    assert [kind(early), kind(at_once)] == [(409, "supplier-unnamed"), (409, "silence-not-over")]
    answer_by = datetime.fromisoformat(at_once.json()["answer_by"])
    assert answer_by > kit.now + timedelta(days=5)  # five working days from the buyer's word
    await kit.tick(answer_by)
    await delivery.must(path, as_=delivery.checker, if_match="*")


async def name(delivery: Delivery, heir: UUID, status: int = 200) -> Any:
    path, asked = f"{delivery.path}/succession", {"successor_id": str(heir)}
    answer = await delivery.market.kit.post(path, asked, as_=delivery.market.buyer)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_the_heir_that_the_buyer_names_delivers_and_the_other_is_out(
    delivery: Delivery,
) -> None:
    kit, before = delivery.market.kit, await delivery.record()
    (first, manager), (_, other) = await split_up(delivery)

    contract = await name(delivery, first)

    assert (contract["supplier_id"], contract["heirs"]) == (str(first), [])
    await replace(delivery, manager=manager).record()
    await delivery.must(f"/service-logs/{before['id']}/correction", as_=manager, status=201)
    for path in (delivery.path, f"/service-logs/{before['id']}"):
        assert (await kit.get(path, as_=manager)).status_code == 200
        assert (await kit.get(path, as_=other)).status_code == 404
        assert (await kit.get(path, as_=delivery.manager)).status_code == 200


async def test_a_claim_is_in_sight_of_both_heirs_until_one_is_named(delivery: Delivery) -> None:
    kit, path = delivery.market.kit, f"/claims/{delivery.contract['claim_id']}"
    (first, manager), (_, other) = await split_up(delivery)
    managers = (manager, other, delivery.manager)

    before = [(await kit.get(path, as_=one)).status_code for one in managers]
    await name(delivery, first)
    after = [(await kit.get(path, as_=one)).status_code for one in managers]
    listed = [len((await kit.get("/claims", as_=one)).json()["items"]) for one in managers]

    assert (before, after, listed) == ([200, 200, 200], [200, 404, 200], [1, 0, 1])


async def test_an_heir_is_named_once_and_only_of_those_there_are(delivery: Delivery) -> None:
    stranger, _ = await delivery.market.organization()
    known = await name(delivery, stranger, 409)
    (first, _), (second, _) = await split_up(delivery)

    wrong = await name(delivery, stranger, 422)
    await name(delivery, first)
    again = await name(delivery, second, 409)

    assert known["type"] == again["type"] == "/problems/supplier-known"
    assert (wrong["type"], wrong["heirs"]) == ("/problems/not-an-heir", [str(first), str(second)])
    assert wrong["errors"][0]["pointer"] == "/successor_id"


async def test_no_heir_is_named_that_may_sign_nothing(delivery: Delivery) -> None:
    (first, _), (second, _) = await split_up(delivery)
    entry = told(delivery.market, SeriousListed, first, ground="B4")
    await delivery.market.kit.receive(entry, ended(delivery.market, second, "suspended"))

    answers = [(await name(delivery, one, 403))["type"] for one in (first, second)]

    assert answers == ["/problems/seriously-listed", "/problems/ineligible"]
    assert (await seen(delivery, delivery.path, delivery.market.buyer)).json()[
        "supplier_id"
    ] is None


async def test_who_works_for_an_heir_names_none(delivery: Delivery) -> None:
    market = delivery.market
    (first, _), (second, _) = await split_up(delivery)
    insider = market.kit.actor(Role.BUYER, region=market.street, person=ids.new())
    await delivery.worker(person_id=insider.person_id, organization_id=second)

    asked = {"successor_id": str(first)}
    answer = await market.kit.post(f"{delivery.path}/succession", asked, as_=insider)

    assert kind(answer) == (403, "party-to-it")


async def test_who_named_an_heir_accepts_nothing_of_what_it_delivers(delivery: Delivery) -> None:
    market, (first, manager), _ = delivery.market, *await split_up(delivery)
    colleague = market.kit.actor(Role.BUYER, region=market.street)
    path, asked = f"{delivery.path}/succession", {"successor_id": str(first)}
    await delivery.must(path, asked, as_=colleague)
    await replace(delivery, manager=manager).record()
    (log,) = await delivery.sampled()

    answer = await market.kit.post(f"/service-logs/{log['id']}/verification", as_=colleague)

    assert kind(answer) == (403, "duty-conflict")


async def test_what_an_heir_was_named_for_passes_on_when_it_merges_or_is_split_again(
    delivery: Delivery,
) -> None:
    market = delivery.market
    (first, _), _ = await split_up(delivery)
    await name(delivery, first)
    (last, _), others = await market.organization(), [ids.new(), ids.new()]
    await market.kit.receive(merged(market, first, last))
    through = (await seen(delivery, delivery.path, market.buyer)).json()["supplier_id"]
    await market.kit.receive(split(market, last, *others))

    contract = (await seen(delivery, delivery.path, market.buyer)).json()

    assert through == str(last)
    assert (contract["supplier_id"], {*contract["heirs"]}) == (None, {str(one) for one in others})


async def test_a_contract_drawn_up_for_a_claimant_that_was_split_is_signed_by_the_heir_named(
    market: Market,
) -> None:
    claimant, former = await market.organization()
    heirs = [await market.organization() for _ in range(2)]
    project = await market.listed()
    claim = (await market.claim(project, claimant, former)).json()
    fact = split(market, claimant, *(one for one, _ in heirs))
    await market.kit.receive(*told_of(market, fact))
    first, manager = heirs[0]
    await market.must(f"/claims/{claim['id']}/confirmation", as_=manager)
    await market.kit.tick(AFTER_PUBLICITY)
    contract = await market.must(
        f"/projects/{project['id']}/contract", {}, as_=market.buyer, status=201
    )
    path = f"/contracts/{contract['id']}"

    early = await market.kit.post(f"{path}/signature", as_=market.buyer)
    asked = {"successor_id": str(first)}
    await market.must(f"{path}/succession", asked, as_=market.buyer)

    assert kind(early) == (409, "supplier-unnamed")
    for signer in (market.buyer, manager):
        contract = await market.must(f"{path}/signature", as_=signer)
    assert contract["state"] == "active"


async def test_a_claim_weighs_on_every_heir_until_one_is_named(delivery: Delivery) -> None:
    market = delivery.market
    await set_policy(market, "claim.active_max", 1)
    (first, manager), (second, other) = await split_up(delivery)
    project, one_more = await market.listed(), await market.listed()

    early = await market.claim(project, second, other)
    await name(delivery, first)

    assert kind(early) == (409, "too-many-claims")
    assert (await market.claim(project, second, other)).status_code == 201
    assert kind(await market.claim(one_more, first, manager)) == (409, "too-many-claims")
