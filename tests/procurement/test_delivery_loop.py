"""From the first service log to the last fen, over HTTP."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.procurement.project.states import Method
from services.procurement.verification.rules import commitment, seed
from shared.access import Role
from shared.records import fingerprint
from tests.procurement.delivery import WORD, Delivery, part

COMPLETED = "procurement.contract.completed.v1"


async def problem(delivery: Delivery, path: str, body: Any = None, **who: Any) -> tuple[int, str]:
    """What a refused call answers."""
    answer = await delivery.market.kit.post(path, body, as_=who.get("as_", delivery.checker))
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_a_contract_is_delivered_evaluated_settled_and_paid(delivery: Delivery) -> None:
    kit = delivery.market.kit
    advance = await delivery.settle("signing")
    assert advance["payable"]["amount"] == "9000.00"
    assert (await problem(delivery, f"{delivery.path}/settlements", {"gate": "mid_term"}))[1] == (
        "earlier-tranche-open"
    )
    await delivery.pay(advance)
    for token in delivery.tokens:
        await delivery.record("casework", beneficiaries=[token])
    await delivery.record("groupwork", qty=2)
    await delivery.verify_all()

    mid = await delivery.evaluate("mid_term", government=8_500, third_party=8_200, ratings=[])
    assert (mid["grade"], mid["flags"]) == ("good", ["resident_sample_insufficient"])
    assert mid["weights"] == {"government": 3_000, "third_party": 4_000}
    halfway = await delivery.settle("mid_term")
    # QV = 6 × 1000 + 2 × 1500 = 9000, all of it advanced already
    assert (halfway["quantity"]["amount"], halfway["payable"]["amount"]) == ("9000.00", "0.00")
    await delivery.confirm(halfway)

    await delivery.record("casework", qty=6)
    await delivery.record("community_work", qty=5)
    await delivery.verify_all()
    final = await delivery.evaluate(
        "final", government=7_500, third_party=7_500, ratings=[4, 4, 4, 4, 4, 4]
    )
    assert (final["residents_score"], final["score"], final["grade"]) == (8_000, 7_650, "pass")
    last = await delivery.settle("final")
    # 12 × 1000 + 2 × 1500 + 3 (cap) × 3000 = 24 000, of which 90 %
    assert (last["quantity"]["amount"], last["settled"]["amount"]) == ("24000.00", "21600.00")
    assert (last["paid"]["amount"], last["payable"]["amount"]) == ("9000.00", "12600.00")
    await delivery.pay(last)

    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["paid"], balance["committed"]) == ("21600.00", "0.00")
    contract = await kit.get(delivery.path, as_=delivery.market.buyer)
    assert contract.json()["state"] == "completed"
    paid = await kit.events("procurement.settlement.paid.v1")
    assert [one["amount_fen"] for one in paid] == [900_000, 1_260_000]
    assert [one["contract_id"] for one in await kit.events(COMPLETED)] == [contract.json()["id"]]
    told = await kit.events("procurement.evaluation.finalized.v1")
    assert [(one["phase"], one["grade"], one["resident_score"]) for one in told] == [
        ("mid_term", "good", None),
        ("final", "pass", 4),
    ]
    verified = await kit.events("procurement.servicelog.verified.v1")
    assert len(verified) == 9
    assert verified[0]["beneficiary_tokens"]
    assert verified[0]["vulnerable"]
    await the_chain_holds(delivery)
    await every_number_is_explained(delivery, last)
    await what_waits_is_listed_apart(delivery)


async def what_waits_is_listed_apart(delivery: Delivery) -> None:
    """Whoever has to act lists what waits for him, and not what is done."""
    done = {"payments": "paid", "settlements": "paid"}
    done |= {"evaluations": "finalized", "samples": "closed"}
    open_ = {"payments": "requested", "settlements": "calculated"}
    open_ |= {"evaluations": "open", "samples": "drawn"}
    for what, state in done.items():
        kit, ask = delivery.market.kit, {"as_": delivery.checker}
        listed = await kit.get(f"/{what}", params={"state": state}, **ask)
        waiting = await kit.get(f"/{what}", params={"state": open_[what]}, **ask)
        assert {one["state"] for one in listed.json()["items"]} == {state}
        assert waiting.json()["items"] == []


async def the_chain_holds(delivery: Delivery) -> None:
    """Anyone can recompute the provenance of the project, and finds no person in it."""
    path = f"/projects/{delivery.contract['project_id']}/provenance"
    answer = await delivery.market.kit.get(path)
    links = answer.json()["links"]

    known = {link["sha256"] for link in links}
    for link in links:
        if link["record"] is not None:
            assert fingerprint(link["record"]) == link["sha256"]
        if link["kind"] != "settlement":
            assert {*link["follows"]} <= known, link["kind"]
    assert [link["kind"] for link in links] == [
        *("need_cluster", "brief", "project", "claim", "contract", "service_logs"),
        *("evaluation", "evaluation", "settlement", "settlement", "settlement"),
    ]
    for token in delivery.tokens:
        assert token not in answer.text


async def every_number_is_explained(delivery: Delivery, settlement: dict[str, Any]) -> None:
    """The explanation holds the amounts, in both languages, and its record its fingerprint."""
    path = f"/settlements/{settlement['id']}/explanation"
    told = (await delivery.market.kit.get(path, as_=delivery.manager)).json()

    assert fingerprint(told["record"]) == told["record_sha256"] == settlement["record_sha256"]
    for language in ("zh", "en"):
        said = " ".join(step[language] for step in told["steps"])
        for number in ("24000.00", "76.50", "90.00 %", "21600.00", "9000.00", "12600.00", "5.00"):
            assert number in said
    items = [step["zh"] for step in told["steps"] if step["name"].startswith("item:")]
    assert items
    assert not any(method in line for method in Method for line in items)


async def test_the_draw_can_be_repeated_by_anyone(delivery: Delivery) -> None:
    kit = delivery.market.kit
    for _ in range(3):
        await delivery.record()
    frozen = await delivery.must(f"{delivery.path}/samples", as_=delivery.checker, status=201)
    assert (frozen["pool_size"], frozen["secret"], frozen["seed"]) == (3, None, None)

    path = f"/samples/{frozen['id']}"
    drawn = await delivery.must(f"{path}/draw", {"word": WORD}, as_=delivery.checker)

    assert drawn["drawn_size"] == 3
    assert commitment(drawn["secret"]) == frozen["commitment"]
    assert drawn["seed"] == seed(drawn["secret"], WORD, frozen["pool_sha256"])
    logs = (await kit.get("/service-logs", as_=delivery.checker)).json()["items"]
    hashes = "\n".join(sorted(log["hash"] for log in logs))
    assert hashlib.sha256(hashes.encode()).hexdigest() == frozen["pool_sha256"]
    assert (await problem(delivery, f"{path}/draw", {"word": WORD}))[0] == 409
    assert await problem(delivery, f"{path}/closing") == (409, "checks-open")


async def test_a_sample_is_drawn_only_as_it_was_seen(delivery: Delivery) -> None:
    await delivery.record()
    sample = await delivery.must(f"{delivery.path}/samples", as_=delivery.checker, status=201)
    path, told = f"/samples/{sample['id']}/draw", {"word": WORD}
    kit, who = delivery.market.kit, {"as_": delivery.checker}

    stale = await kit.post(path, told, if_match=f'"{delivery.contract["version"]}"', **who)
    drawn = await kit.post(path, told, if_match=f'"{sample["version"]}"', **who)

    assert (stale.status_code, drawn.status_code) == (412, 200)


async def test_the_supplier_never_verifies_its_own_work(delivery: Delivery) -> None:
    await delivery.record()
    [log] = await delivery.sampled()
    supplier = delivery.contract["organization_id"]
    both = delivery.market.kit.actor(Role.COMMUNITY_MANAGER, region=delivery.market.street)
    mixed = type(both)(id=both.id, grants=(*both.grants, *delivery.manager.grants))
    assert any(str(grant.organization_id) == supplier for grant in mixed.grants)
    on_duty = replace(both, organizations=frozenset({UUID(supplier)}))

    path = f"/service-logs/{log['id']}/verification"

    assert await problem(delivery, path, as_=mixed) == (403, "own-work")
    assert await problem(delivery, path, as_=on_duty) == (403, "own-work")
    assert await problem(delivery, path, as_=delivery.manager) == (403, "out-of-charge")


async def test_who_signed_for_the_buyer_accepts_nothing_of_what_is_delivered(
    delivery: Delivery,
) -> None:
    await delivery.record()
    (log,) = await delivery.sampled()
    opened = await delivery.must(
        f"{delivery.path}/evaluations", {"phase": "final"}, as_=delivery.checker, status=201
    )
    bought, why = {"as_": delivery.market.buyer}, {"reason": "签到表不符"}

    refused = [
        await problem(delivery, f"/service-logs/{log['id']}/verification", **bought),
        await problem(delivery, f"/service-logs/{log['id']}/rejection", why, **bought),
        await problem(
            delivery, f"/evaluations/{opened['id']}/government-part", part(9_000), **bought
        ),
        await problem(delivery, f"/samples/{delivery.sample_id}/closing", **bought),
    ]

    assert refused == [(403, "duty-conflict")] * 4


async def test_a_rejection_may_be_disputed_once(delivery: Delivery) -> None:
    await delivery.record()
    [log] = await delivery.sampled()
    base, reason = f"/service-logs/{log['id']}", {"reason": "签到表不符"}
    await delivery.must(f"{base}/rejection", reason, as_=delivery.checker)
    disputed = await delivery.must(f"{base}/dispute", reason, as_=delivery.manager)
    assert disputed["state"] == "disputed"
    await delivery.must(f"{base}/rejection", reason, as_=delivery.checker)

    again = await problem(delivery, f"{base}/dispute", reason, as_=delivery.manager)

    assert again == (409, "disputed-before")


async def test_a_fabricated_log_is_told_and_costs_three_times_its_quantity(
    delivery: Delivery,
) -> None:
    good, bad = await delivery.record(qty=5), await delivery.record(qty=1)
    for log in await delivery.sampled():
        if log["id"] == good["id"]:
            await delivery.must(f"/service-logs/{log['id']}/verification", as_=delivery.checker)
        else:
            said = {"reason": "当日老人住院", "fabricated": True}
            await delivery.must(f"/service-logs/{log['id']}/rejection", said, as_=delivery.checker)
    await delivery.must(f"/samples/{delivery.sample_id}/closing", as_=delivery.checker)
    await delivery.evaluate("mid_term", government=9_000, third_party=9_000, ratings=[])

    made = await delivery.settle("mid_term")

    assert made["quantity"]["amount"] == "2000.00"  # (5 − 3 × 1) × 1000
    [told] = await delivery.market.kit.events("procurement.integrity.violated.v1")
    assert (told["log_ids"], told["item_id"]) == ([bad["id"]], bad["item_id"])
    assert (told["method"], told["beneficiary_tokens"]) == ("casework", delivery.tokens[:1])


@pytest.mark.parametrize(("upheld", "quantity"), [(True, "2000.00"), (False, "5000.00")])
async def test_the_second_look_says_whether_a_log_was_invented(
    delivery: Delivery,
    upheld: bool,
    quantity: str,
) -> None:
    good, bad = await delivery.record(qty=5), await delivery.record(qty=1)
    await delivery.sampled()
    base, said = f"/service-logs/{bad['id']}", {"reason": "当日老人住院", "fabricated": True}
    await delivery.must(f"/service-logs/{good['id']}/verification", as_=delivery.checker)
    await delivery.must(f"{base}/rejection", said, as_=delivery.checker)
    await delivery.must(f"{base}/dispute", {"reason": "有签到为证"}, as_=delivery.manager)

    again = said | {"fabricated": upheld}
    found = await delivery.must(f"{base}/rejection", again, as_=delivery.checker)
    await delivery.must(f"/samples/{delivery.sample_id}/closing", as_=delivery.checker)
    await delivery.evaluate("mid_term", government=9_000, third_party=9_000, ratings=[])

    assert (found["state"], found["fabricated"]) == ("rejected", upheld)
    assert (await delivery.settle("mid_term"))["quantity"]["amount"] == quantity
    assert len(await delivery.market.kit.events("procurement.integrity.violated.v1")) == 1
    rejected = await delivery.market.kit.events("procurement.servicelog.rejected.v1")
    assert [one["log_id"] for one in rejected] == ([] if upheld else [bad["id"]])


async def test_without_a_resident_the_last_tranche_waits_for_a_waiver(delivery: Delivery) -> None:
    await delivery.record()
    await delivery.verify_all()
    final = await delivery.evaluate("final", government=8_000, third_party=8_000, ratings=[])
    path, base = f"{delivery.path}/settlements", f"/evaluations/{final['id']}"
    assert await problem(delivery, path, {"gate": "final"}) == (409, "residents-not-heard")
    why = {"reason": "服务对象均已转出，经核实无法调查。"}
    assert (await problem(delivery, f"{base}/resident-waiver", why))[0] == 403

    await delivery.must(f"{base}/resident-waiver", why, as_=delivery.market.authority)

    assert (await delivery.settle("final"))["payable"]["amount"] == "1000.00"


async def test_a_first_failure_is_rectified_before_it_is_settled(delivery: Delivery) -> None:
    await delivery.record()
    await delivery.verify_all()
    failed = await delivery.evaluate("mid_term", government=5_000, third_party=5_000, ratings=[])
    assert (failed["grade"], failed["share_bp"]) == ("fail", 0)
    path = f"{delivery.path}/settlements"
    assert await problem(delivery, path, {"gate": "mid_term"}) == (409, "rectification-open")

    better = await delivery.evaluate("mid_term", government=9_500, third_party=9_500, ratings=[])

    assert (better["round_no"], better["grade"]) == (2, "excellent")
    assert (await delivery.settle("mid_term"))["payable"]["amount"] == "1000.00"
    third = await problem(delivery, f"{delivery.path}/evaluations", {"phase": "mid_term"})
    assert third == (409, "evaluated-before")


async def test_a_contract_that_failed_twice_is_terminated_and_its_money_freed(
    delivery: Delivery,
) -> None:
    buyer, finance = delivery.market.buyer, delivery.market.finance
    await delivery.pay(await delivery.settle("signing"))
    await delivery.record()
    await delivery.verify_all()
    for _ in range(2):
        await delivery.evaluate("final", government=5_000, third_party=5_000, ratings=[1])
    why = {"reason": "末期评估及复评均不合格，终止合同"}

    ended = await delivery.must(f"{delivery.path}/termination", why, as_=buyer)
    made = await delivery.settle("final")
    await delivery.confirm(made)
    await delivery.must(f"{delivery.path}/decommitment", as_=finance)
    await delivery.must(f"/settlements/{made['id']}/recovery", as_=finance)

    assert (ended["state"], made["clawback"]["amount"]) == ("terminated", "9000.00")
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["committed"], balance["available"]) == ("0.00", "100000.00")


async def test_what_failed_to_the_end_is_settled_and_told_as_terminated(
    delivery: Delivery,
) -> None:
    kit = delivery.market.kit
    await delivery.pay(await delivery.settle("signing"))
    await delivery.record()
    await delivery.verify_all()
    for _ in range(2):
        await delivery.evaluate("final", government=5_000, third_party=5_000, ratings=[1])
    made = await delivery.settle("final")
    await delivery.confirm(made)

    await delivery.must(f"/settlements/{made['id']}/recovery", as_=delivery.market.finance)

    contract = (await kit.get(delivery.path, as_=delivery.checker)).json()
    project = f"/projects/{contract['project_id']}"
    states = contract["state"], (await kit.get(project, as_=delivery.checker)).json()["state"]
    assert states == ("terminated", "terminated")
    [told] = await kit.events("procurement.contract.terminated.v1")
    assert (told["contract_id"], await kit.events(COMPLETED)) == (contract["id"], [])
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["committed"], balance["available"]) == ("0.00", "100000.00")


async def test_what_was_delivered_before_a_termination_is_recorded_and_settled(
    delivery: Delivery,
) -> None:
    why = {"reason": "双方协商一致，提前终止合同"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)
    delivery.market.kit.now += timedelta(days=2)

    await delivery.record(hours_ago=50, qty=2)
    log = delivery.log(hours_ago=2)
    later = await problem(delivery, f"{delivery.path}/service-logs", log, as_=delivery.manager)
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])

    assert later == (422, "outside-contract")
    assert (await delivery.settle("final"))["payable"]["amount"] == "2000.00"


async def test_what_was_paid_for_nothing_is_claimed_back(delivery: Delivery) -> None:
    await delivery.pay(await delivery.settle("signing"))
    await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("mid_term", government=5_000, third_party=5_000, ratings=[])
    delivery.market.kit.now += timedelta(days=30)

    made = await delivery.settle("mid_term")
    await delivery.confirm(made)
    back = await delivery.must(f"/settlements/{made['id']}/recovery", as_=delivery.market.finance)

    assert (made["clawback"]["amount"], back["state"]) == ("9000.00", "recovered")
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["paid"], balance["refunded"]) == ("9000.00", "9000.00")


async def test_penalties_take_no_more_than_the_contract_is_worth(delivery: Delivery) -> None:
    path, most = f"{delivery.path}/settlements", "9999999999999.99"
    absurd = [{"reason": "逾期", "amount": {"amount": most}}] * 20
    whole = [{"reason": "逾期", "amount": {"amount": "30000.00"}}]

    refused = await problem(delivery, path, {"gate": "signing", "penalties": absurd})
    made = await delivery.settle("signing", penalties=whole)

    assert refused == (422, "bad-value")
    assert (made["settled"]["amount"], made["payable"]["amount"]) == ("0.00", "0.00")


@pytest.mark.parametrize("delivered", [3, 9])
async def test_a_contract_of_which_nothing_is_left_to_pay_is_completed_and_told(
    delivery: Delivery, delivered: int
) -> None:
    await delivery.pay(await delivery.settle("signing"))
    await delivery.record(qty=delivered)
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    made = await delivery.settle("final")
    base = f"/settlements/{made['id']}"

    await delivery.confirm(made)
    if made["clawback"]["amount"] != "0.00":
        await delivery.must(f"{base}/recovery", as_=delivery.market.finance)

    assert made["payable"]["amount"] == "0.00"
    (told,) = await delivery.market.kit.events(COMPLETED)
    assert told["contract_id"] == delivery.contract["id"]
    assert told["cluster_id"] == delivery.contract["cluster_id"] is not None
