"""What was delivered is counted by the last settlement, or refused."""

import pytest

from tests.procurement.delivery import Delivery
from tests.procurement.test_delivery_loop import problem


@pytest.mark.parametrize("ended", [False, True])
async def test_what_the_last_settlement_cannot_count_any_more_is_refused(
    delivery: Delivery, ended: bool
) -> None:
    right = await delivery.record()
    wrong = await delivery.record()
    for log in await delivery.sampled():
        step, why = (
            ("rejection", {"reason": "签到表不符"})
            if log["id"] == wrong["id"]
            else ("verification", None)
        )
        await delivery.must(f"/service-logs/{log['id']}/{step}", why, as_=delivery.checker)
    await delivery.must(f"/samples/{delivery.sample_id}/closing", as_=delivery.checker)
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    if ended:
        why = {"reason": "双方协商一致，提前终止合同"}
        await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)
    made = await delivery.settle("final")
    if ended:
        await delivery.pay(made)
    entry = delivery.log(hours_ago=3, worker_ids=[str(await delivery.worker())])
    supplier = {"as_": delivery.manager}

    recorded = await problem(delivery, f"{delivery.path}/service-logs", entry, **supplier)
    asked = {"reason": "有签到为证"}
    disputed = await problem(delivery, f"/service-logs/{wrong['id']}/dispute", asked, **supplier)
    taken_back = await problem(delivery, f"/service-logs/{right['id']}/correction", **supplier)

    assert recorded == disputed == taken_back == (409, "finally-settled")


async def test_who_disputes_the_last_settlement_can_still_record_what_it_lacks(
    delivery: Delivery,
) -> None:
    await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    base = f"/settlements/{(await delivery.settle('final'))['id']}"
    await delivery.must(f"{base}/dispute", {"reason": "漏记一次个案服务"}, as_=delivery.manager)

    await delivery.record()
    early = await problem(delivery, f"{base}/calculation")
    await delivery.verify_all()
    again = await delivery.must(f"{base}/calculation", as_=delivery.checker)

    assert early == (409, "logs-undecided")
    assert again["payable"]["amount"] == "2000.00"


async def test_money_that_delivered_services_wait_for_is_not_freed(delivery: Delivery) -> None:
    finance = delivery.market.finance
    await delivery.record(qty=2)
    why = {"reason": "双方协商一致，提前终止合同"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)

    early = await problem(delivery, f"{delivery.path}/decommitment", as_=finance)
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    await delivery.pay(await delivery.settle("final"))
    await delivery.must(f"{delivery.path}/decommitment", as_=finance)

    assert early == (409, "not-settled")
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["paid"], balance["available"]) == ("2000.00", "98000.00")


async def test_nothing_is_recorded_or_disputed_that_is_paid_from_money_given_back(
    delivery: Delivery,
) -> None:
    wrong = await delivery.record()
    for log in await delivery.sampled():
        why = {"reason": "签到表不符"}
        await delivery.must(f"/service-logs/{log['id']}/rejection", why, as_=delivery.checker)
    why = {"reason": "双方协商一致，提前终止合同"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)
    await delivery.must(f"{delivery.path}/decommitment", as_=delivery.market.finance)
    entry = delivery.log(hours_ago=3, worker_ids=[str(await delivery.worker())])
    asked = {"reason": "有签到为证"}
    supplier = {"as_": delivery.manager}

    recorded = await problem(delivery, f"{delivery.path}/service-logs", entry, **supplier)
    disputed = await problem(delivery, f"/service-logs/{wrong['id']}/dispute", asked, **supplier)

    assert recorded == disputed == (409, "commitment-freed")


async def test_no_advance_is_settled_on_a_contract_that_has_ended(delivery: Delivery) -> None:
    why = {"reason": "双方协商一致，提前终止合同"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)

    refused = await problem(delivery, f"{delivery.path}/settlements", {"gate": "signing"})

    assert refused == (409, "not-in-force")


async def test_what_is_found_invented_before_the_last_payment_is_deducted(
    delivery: Delivery,
) -> None:
    await delivery.record(qty=5)
    bad = await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    made = await delivery.settle("final")
    base, said = f"/settlements/{made['id']}", {"reason": "当日老人住院", "fabricated": True}
    await delivery.must(f"/service-logs/{bad['id']}/rejection", said, as_=delivery.checker)

    await delivery.must(f"{base}/dispute", {"reason": "一条记录系伪造"}, as_=delivery.checker)
    again = await delivery.must(f"{base}/calculation", as_=delivery.checker)

    assert (made["payable"]["amount"], again["payable"]["amount"]) == ("6000.00", "2000.00")


async def test_nobody_confirms_figures_he_has_not_seen(delivery: Delivery) -> None:
    kit, who = delivery.market.kit, {"as_": delivery.manager}
    await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    seen = await delivery.settle("final")
    base = f"/settlements/{seen['id']}"
    await delivery.must(f"{base}/dispute", {"reason": "一条记录系伪造"}, as_=delivery.checker)
    again = await delivery.must(f"{base}/calculation", as_=delivery.checker)

    blind = await kit.post(f"{base}/confirmation", **who)
    stale = await kit.post(f"{base}/confirmation", if_match=f'"{seen["version"]}"', **who)
    done = await kit.post(f"{base}/confirmation", if_match=f'"{again["version"]}"', **who)

    assert (blind.status_code, stale.status_code, done.status_code) == (428, 412, 200)


async def test_a_deduction_that_was_wrong_is_corrected_when_the_supplier_disputes_it(
    delivery: Delivery,
) -> None:
    wrong, right, absurd = (
        {"penalties": [{"reason": "逾期进场", "amount": {"amount": amount}}]}
        for amount in ("5000.00", "500.00", "30000.01")
    )
    made = await delivery.settle("signing", **wrong)
    base, why = f"/settlements/{made['id']}", {"reason": "合同约定每日扣款五百元"}
    found = [made]
    for asked in (None, right, {}):
        await delivery.must(f"{base}/dispute", why, as_=delivery.manager)
        refused = await problem(delivery, f"{base}/calculation", absurd)
        found.append(await delivery.must(f"{base}/calculation", asked, as_=delivery.checker))

    assert refused == (422, "bad-value")
    payable = [one["payable"]["amount"] for one in found]
    assert payable == ["4000.00", "4000.00", "8500.00", "9000.00"]
    assert len({one["record_sha256"] for one in found}) == 3


@pytest.mark.parametrize("disputed", [False, True])
async def test_an_advance_nobody_agreed_to_goes_with_its_contract(
    delivery: Delivery, disputed: bool
) -> None:
    late = {"reason": "逾期进场", "amount": {"amount": "500.00"}}
    advance = await delivery.settle("signing", penalties=[late])
    base = f"/settlements/{advance['id']}"
    if disputed:
        await delivery.must(f"{base}/dispute", {"reason": "首付比例有误"}, as_=delivery.manager)
    await delivery.record(qty=2)
    why = {"reason": "双方协商一致，提前终止合同"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])

    made = await delivery.settle("final")
    await delivery.pay(made)
    await delivery.must(f"{delivery.path}/decommitment", as_=delivery.market.finance)

    left = await delivery.market.kit.get(base, as_=delivery.checker)
    shown = f"/projects/{delivery.contract['project_id']}/provenance"
    links = (await delivery.market.kit.get(shown)).json()["links"]
    assert [one["id"] for one in links if one["kind"] == "settlement"] == [made["id"]]
    assert (left.json()["state"], made["payable"]["amount"]) == ("unpaid", "2000.00")
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["paid"], balance["committed"]) == ("2000.00", "0.00")


async def test_what_is_found_invented_after_the_supplier_agreed_is_deducted_before_it_is_paid(
    delivery: Delivery,
) -> None:
    await delivery.record(qty=5)
    bad = await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    made = await delivery.settle("final")
    base, why = f"/settlements/{made['id']}", {"reason": "一条记录系伪造"}
    await delivery.confirm(made)
    said = {"reason": "当日老人住院", "fabricated": True}
    await delivery.must(f"/service-logs/{bad['id']}/rejection", said, as_=delivery.checker)

    bound = await problem(delivery, f"{base}/dispute", why, as_=delivery.manager)
    reopened = await delivery.must(f"{base}/dispute", why, as_=delivery.checker)
    unpaid = await problem(delivery, f"{base}/payment")
    again = await delivery.must(f"{base}/calculation", as_=delivery.checker)
    await delivery.pay(again)

    assert (bound, unpaid) == ((409, "agreed"), (409, "illegal-move"))
    assert (reopened["state"], reopened["confirmed_at"]) == ("disputed", None)
    assert again["payable"]["amount"] == "2000.00"
    assert (await delivery.market.balance(delivery.fund_id))["paid"] == "2000.00"


async def test_what_a_later_tranche_counts_reopens_no_earlier_one(delivery: Delivery) -> None:
    await delivery.pay(await delivery.settle("signing"))
    await delivery.record(qty=9)
    await delivery.verify_all()
    await delivery.evaluate("mid_term", government=9_000, third_party=9_000, ratings=[5])
    balanced = await delivery.settle("mid_term")
    await delivery.confirm(balanced)

    refused = await problem(
        delivery, f"/settlements/{balanced['id']}/dispute", {"reason": "一条记录系伪造"}
    )

    assert (balanced["payable"]["amount"], refused) == ("0.00", (409, "agreed"))
