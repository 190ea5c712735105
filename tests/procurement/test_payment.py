"""Money on its way: who asks for it, who approves it, and what holds it up."""

from shared.access import Role
from tests.procurement.delivery import Delivery
from tests.procurement.test_delivery_loop import problem


async def test_money_on_its_way_is_not_freed_by_a_termination(delivery: Delivery) -> None:
    finance, made = delivery.market.finance, await delivery.settle("signing")
    await delivery.must(f"/settlements/{made['id']}/confirmation", as_=delivery.manager)
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
    await delivery.must(f"/settlements/{made['id']}/confirmation", as_=delivery.manager)
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


async def test_no_order_goes_to_the_bank_while_a_fund_is_frozen(delivery: Delivery) -> None:
    market, note = delivery.market, {"note": "审计期间暂停使用"}
    made = await delivery.settle("signing")
    await delivery.must(f"/settlements/{made['id']}/confirmation", as_=delivery.manager)
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
