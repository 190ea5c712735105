"""Money on its way: who asks for it, who approves it, and what holds it up."""

from datetime import timedelta

from shared.access import Role
from tests.procurement.delivery import Delivery
from tests.procurement.test_delivery_loop import problem

GIVEN_UP = {"reason": "承接机构已注销，款项无法支付"}


async def test_money_on_its_way_is_not_freed_by_a_termination(delivery: Delivery) -> None:
    finance, made = delivery.market.finance, await delivery.settle("signing")
    await delivery.confirm(made)
    asked = await delivery.must(
        f"/settlements/{made['id']}/payment", as_=delivery.checker, status=201
    )
    for step in ("approval", "dispatch"):
        await delivery.must(f"/payments/{asked['id']}/{step}", as_=finance)
    why = {"reason": "双方协商一致，提前终止合同"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)

    early = await problem(delivery, f"{delivery.path}/decommitment", as_=finance)
    await delivery.must(f"/payments/{asked['id']}/confirmation", as_=finance)
    await delivery.must(f"{delivery.path}/decommitment", as_=finance)

    assert early == (409, "earlier-tranche-open")
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["paid"], balance["committed"]) == ("9000.00", "0.00")


async def test_a_payment_needs_four_eyes_and_is_retried_when_it_fails(delivery: Delivery) -> None:
    finance = delivery.market.finance
    made = await delivery.settle("signing")
    await delivery.confirm(made)
    asked = await delivery.must(f"/settlements/{made['id']}/payment", as_=finance, status=201)
    path = f"/payments/{asked['id']}"
    assert await problem(delivery, f"{path}/approval", as_=finance) == (403, "same-person")
    other = delivery.market.kit.actor(Role.FINANCE, region=delivery.market.street)
    for step in ("approval", "dispatch"):
        await delivery.must(f"{path}/{step}", as_=other)
    await delivery.must(f"{path}/failure", {"reason": "账号有误"}, as_=other)

    again = await delivery.must(f"{path}/retry", as_=finance)
    for step in ("approval", "dispatch", "confirmation"):
        done = await delivery.must(f"{path}/{step}", as_=other)

    assert (again["state"], again["attempts"], again["approved_at"]) == ("requested", 2, None)
    assert done["state"] == "paid"
    assert (await delivery.market.balance(delivery.fund_id))["paid"] == "9000.00"


async def test_what_is_found_invented_after_the_payment_was_asked_for_is_not_paid(
    delivery: Delivery,
) -> None:
    finance, why = delivery.market.finance, {"reason": "发现一条服务记录系伪造"}
    await delivery.record(qty=5)
    bad = await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    made = await delivery.settle("final")
    base = f"/settlements/{made['id']}"
    await delivery.confirm(made)
    asked = await delivery.must(f"{base}/payment", as_=delivery.checker, status=201)
    path = f"/payments/{asked['id']}"
    await delivery.must(f"{path}/approval", as_=finance)
    said = {"reason": "当日老人住院", "fabricated": True}
    await delivery.must(f"/service-logs/{bad['id']}/rejection", said, as_=delivery.checker)

    withdrawn = await delivery.must(f"{path}/withdrawal", why, as_=finance)
    sent = await problem(delivery, f"{path}/dispatch", as_=finance)
    await delivery.must(f"{base}/dispute", why, as_=delivery.checker)
    await delivery.pay(await delivery.must(f"{base}/calculation", as_=delivery.checker))

    assert (withdrawn["state"], withdrawn["failure"]) == ("reversed", why["reason"])
    assert sent == (409, "illegal-move")
    assert (await delivery.market.balance(delivery.fund_id))["paid"] == "2000.00"


async def test_no_order_goes_to_the_bank_while_a_fund_is_frozen(delivery: Delivery) -> None:
    market, note = delivery.market, {"note": "审计期间暂停使用"}
    made = await delivery.settle("signing")
    await delivery.confirm(made)
    asked = await delivery.must(
        f"/settlements/{made['id']}/payment", as_=delivery.checker, status=201
    )
    path, fund = f"/payments/{asked['id']}", f"/funds/{delivery.fund_id}"
    await delivery.must(f"{path}/approval", as_=market.finance)
    await delivery.must(f"{fund}/freeze", note, as_=market.authority)

    refused = await problem(delivery, f"{path}/dispatch", as_=market.finance)
    await delivery.must(f"{fund}/thaw", note, as_=market.authority)
    sent = await delivery.must(f"{path}/dispatch", as_=market.finance)

    assert refused == (409, "fund-unusable")
    assert sent["state"] == "sent"


async def failed_payment(delivery: Delivery, gate: str) -> str:
    """A tranche whose order the bank has sent back; its payment's path."""
    finance, made = delivery.market.finance, await delivery.settle(gate)
    await delivery.confirm(made)
    asked = await delivery.must(
        f"/settlements/{made['id']}/payment", as_=delivery.checker, status=201
    )
    path = f"/payments/{asked['id']}"
    for step in ("approval", "dispatch"):
        await delivery.must(f"{path}/{step}", as_=finance)
    await delivery.must(f"{path}/failure", {"reason": "账号已销户"}, as_=finance)
    return path


async def test_what_can_never_be_paid_out_is_given_up_and_owed_with_the_next_tranche(
    delivery: Delivery,
) -> None:
    authority = delivery.market.authority
    path = await failed_payment(delivery, "signing")
    await delivery.record(qty=12)
    await delivery.verify_all()
    await delivery.evaluate("mid_term", government=9_000, third_party=9_000, ratings=[5])

    own = await problem(delivery, f"{path}/reversal", GIVEN_UP, as_=delivery.market.finance)
    waits = await problem(delivery, f"{delivery.path}/settlements", {"gate": "mid_term"})
    given_up = await delivery.must(f"{path}/reversal", GIVEN_UP, as_=authority)
    again = await problem(delivery, f"{path}/retry", as_=delivery.market.finance)
    made = await delivery.settle("mid_term")

    assert (own, waits) == ((403, "role-required"), (409, "earlier-tranche-open"))
    assert (given_up["state"], given_up["failure"]) == ("reversed", GIVEN_UP["reason"])
    assert again == (409, "illegal-move")
    assert (made["paid"]["amount"], made["payable"]["amount"]) == ("0.00", "12000.00")


async def test_a_contract_ends_although_its_payee_can_never_be_paid(delivery: Delivery) -> None:
    await delivery.record(qty=2)
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    path = await failed_payment(delivery, "final")

    await delivery.must(f"{path}/reversal", GIVEN_UP, as_=delivery.market.authority)

    seen = await delivery.market.kit.get(delivery.path, as_=delivery.checker)
    assert seen.json()["state"] == "completed"
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["paid"], balance["committed"]) == ("0.00", "0.00")
    assert await delivery.market.kit.events("procurement.settlement.paid.v1") == []
    assert len(await delivery.market.kit.events("procurement.contract.completed.v1")) == 1


async def test_a_terminated_contract_is_freed_although_its_payee_can_never_be_paid(
    delivery: Delivery,
) -> None:
    path = await failed_payment(delivery, "signing")
    why = {"reason": "承接机构已注销，合同无法履行"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)

    await delivery.must(f"{path}/reversal", GIVEN_UP, as_=delivery.market.authority)
    await delivery.must(f"{delivery.path}/decommitment", as_=delivery.market.finance)

    assert (await delivery.market.balance(delivery.fund_id))["committed"] == "0.00"


async def test_what_was_paid_back_at_mid_term_is_there_to_pay_the_last_tranche(
    delivery: Delivery,
) -> None:
    kit = delivery.market.kit
    await delivery.pay(await delivery.settle("signing"))
    await delivery.record(qty=12)
    await delivery.record("groupwork", qty=6)
    await delivery.record("community_work", qty=3)
    await delivery.verify_all()
    await delivery.evaluate("mid_term", government=5_000, third_party=5_000, ratings=[])
    kit.now += timedelta(days=31)
    owed = await delivery.settle("mid_term")
    await delivery.confirm(owed)
    await delivery.must(f"/settlements/{owed['id']}/recovery", as_=delivery.market.finance)
    bound = (await delivery.market.balance(delivery.fund_id))["committed"]
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])

    await delivery.pay(await delivery.settle("final"))

    assert bound == "30000.00"
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["committed"], balance["available"]) == ("0.00", "70000.00")


async def test_what_was_paid_back_after_a_termination_is_there_to_pay_what_was_delivered(
    delivery: Delivery,
) -> None:
    await delivery.pay(await delivery.settle("signing"))
    await delivery.record(qty=12)
    await delivery.record("groupwork", qty=6)
    await delivery.record("community_work", qty=3)
    await delivery.verify_all()
    for _ in range(2):
        await delivery.evaluate("mid_term", government=5_000, third_party=5_000, ratings=[])
    owed = await delivery.settle("mid_term")
    await delivery.confirm(owed)
    why = {"reason": "中期评估及复评均不合格，终止合同"}
    await delivery.must(f"{delivery.path}/termination", why, as_=delivery.market.buyer)
    await delivery.must(f"/settlements/{owed['id']}/recovery", as_=delivery.market.finance)
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])

    await delivery.pay(await delivery.settle("final"))

    await delivery.must(f"{delivery.path}/decommitment", as_=delivery.market.finance)
    balance = await delivery.market.balance(delivery.fund_id)
    assert (balance["committed"], balance["available"]) == ("0.00", "70000.00")
