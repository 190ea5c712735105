from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from services.procurement.fund import use_cases as funds
from services.procurement.fund.errors import (
    EntryKeyReused,
    FundUnusable,
    InsufficientFunds,
    OverCommitment,
)
from services.procurement.fund.model import Fund
from services.procurement.fund.states import EntryKind
from shared import ids
from shared.access import Role
from tests.procurement.market import YEAR, Market, yuan


def lines(**amounts: int) -> list[dict[str, Any]]:
    return [{"fund_id": fund, "amount_fen": fen} for fund, fen in amounts.items()]


async def test_the_first_appropriation_opens_a_fund(market: Market) -> None:
    fund_id = await market.fund(0)

    answer = await market.kit.post(
        f"/funds/{fund_id}/appropriations",
        {"amount": yuan(500), "note": "苏财社〔2026〕12号"},
        as_=market.finance,
    )

    assert answer.json()["state"] == "open"
    assert answer.json()["balance"]["available"] == yuan(500)


@pytest.mark.parametrize(
    "amount",
    [
        {"amount": 5.0, "currency": "CNY"},
        {"amount": "5", "currency": "CNY"},
        {"amount": "5.001", "currency": "CNY"},
        {"amount": "-5.00", "currency": "CNY"},
        {"amount": "0.00", "currency": "CNY"},
        {"amount": "NaN", "currency": "CNY"},
        {"amount": "100000000000000000000.00", "currency": "CNY"},
        {"amount": "5.00", "currency": "USD"},
    ],
)
async def test_money_that_is_none_is_refused(market: Market, amount: dict[str, Any]) -> None:
    fund_id = await market.fund(0)

    answer = await market.kit.post(
        f"/funds/{fund_id}/appropriations",
        {"amount": amount, "note": "苏财社〔2026〕12号"},
        as_=market.finance,
    )

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"kind": "lottery_welfare", "purposes": ["community"]}, "/purposes"),
        ({"valid_to": "2025-12-31"}, "/valid_to"),
        ({"valid_to": "9999-12-31"}, "/valid_to"),
        ({"valid_from": 1_767_225_600}, "/valid_from"),
    ],
)
async def test_a_fund_that_cannot_be_is_refused(
    market: Market, fields: dict[str, Any], pointer: str
) -> None:
    told = {
        "region_id": str(market.street.id),
        "name": "福彩公益金",
        "kind": "fiscal_general",
        "fiscal_year": 2026,
        **YEAR,
    }

    answer = await market.kit.post("/funds", told | fields, as_=market.finance)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_an_adjustment_goes_no_lower_than_what_is_available(market: Market) -> None:
    fund_id = await market.fund(1_000)
    path = f"/funds/{fund_id}/adjustments"
    asked = {"note": "预算调减通知", "decrease": True}

    too_much = await market.kit.post(path, asked | {"amount": yuan(1_001)}, as_=market.finance)
    enough = await market.kit.post(path, asked | {"amount": yuan(400)}, as_=market.finance)

    assert too_much.status_code == 409
    assert too_much.json()["shortfalls"][0]["available"] == "1000.00"
    assert enough.json()["balance"]["granted"] == yuan(600)


async def test_nothing_is_taken_out_of_a_frozen_fund(market: Market) -> None:
    fund_id, note = await market.fund(1_000), {"note": "苏审〔2026〕8号"}
    await market.must(f"/funds/{fund_id}/freeze", note, as_=market.authority)
    path = f"/funds/{fund_id}/adjustments"

    asked = note | {"amount": yuan(600), "decrease": True}
    refused = await market.kit.post(path, asked, as_=market.finance)
    await market.must(path, asked | {"decrease": False}, as_=market.finance)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/fund-unusable")
    assert (await market.balance(fund_id))["available"] == "1600.00"


async def test_who_freezes_a_fund_is_not_who_spends_it(market: Market) -> None:
    fund_id = await market.fund()
    asked = {"note": "审计期间暂停使用"}

    by_finance = await market.kit.post(f"/funds/{fund_id}/freeze", asked, as_=market.finance)
    by_authority = await market.kit.post(f"/funds/{fund_id}/freeze", asked, as_=market.authority)

    assert by_finance.status_code == 403
    assert by_authority.json()["state"] == "frozen"


async def test_another_region_does_not_learn_of_a_fund(market: Market) -> None:
    fund_id = await market.fund()
    elsewhere = await market.kit.region(parent=market.city, level="street", kind="street")
    stranger = market.kit.actor(Role.FINANCE, region=elsewhere)

    assert (await market.kit.get(f"/funds/{fund_id}", as_=stranger)).status_code == 404
    assert (await market.kit.get("/funds", as_=stranger)).json()["items"] == []
    assert (await market.kit.get(f"/funds/{fund_id}/entries", as_=stranger)).status_code == 404


async def test_entries_are_listed_with_their_chain(market: Market) -> None:
    fund_id = await market.fund()
    project = await market.project(fund_id)
    await market.step(project, "submission", "approval", "funding")

    listed = await market.kit.get(f"/funds/{fund_id}/entries", as_=market.finance)
    balance = await market.kit.get(f"/funds/{fund_id}/balance", as_=market.finance)

    newest, oldest = listed.json()["items"]
    assert [oldest["kind"], newest["kind"]] == ["appropriate", "reserve"]
    assert newest["prev_hash"] == oldest["hash"]
    assert newest["ref"] == project["id"]
    assert balance.json()["head"] == newest["hash"]
    assert balance.json()["entries"] == 2


async def test_entries_are_listed_in_the_order_of_their_chain_whichever_clock_made_their_ids(
    market: Market,
) -> None:
    fund_id = await market.fund()
    async with market.kit.begin() as uow:
        fund = await uow.session.get_one(Fund, UUID(fund_id))
        told = {"ref": None, "note": "苏财社〔2026〕12号", "at": market.kit.now}
        for behind in (1, 2):
            entry = fund.post(
                EntryKind.ADJUST, 100, key=ids.new(), actor_id=market.finance.id, **told
            )
            entry.id = UUID(int=behind)
            uow.add(entry)
    path, who = f"/funds/{fund_id}/entries", {"as_": market.finance}

    first = (await market.kit.get(path, params={"limit": 2}, **who)).json()
    rest = (await market.kit.get(path, params={"limit": 2, "after": first["next"]}, **who)).json()
    beyond = await market.kit.get(path, params={"after": "_" * 22}, **who)

    assert [one["seq"] for one in first["items"] + rest["items"]] == [3, 2, 1]
    assert (rest["next"], beyond.status_code) == (None, 200)


async def test_an_entry_is_never_changed(market: Market) -> None:
    await market.fund()

    with pytest.raises(DBAPIError, match="permission denied"):
        async with market.kit.begin() as uow:
            await uow.session.execute(text("UPDATE fund_entry SET amount_fen = 1"))


async def test_the_database_itself_refuses_an_unbalanced_fund(market: Market) -> None:
    await market.fund()

    with pytest.raises(IntegrityError, match="ck_fund_balanced"):
        async with market.kit.begin() as uow:
            await uow.session.execute(text("UPDATE fund SET available = available - 1"))


async def test_two_funds_give_together_or_not_at_all(market: Market) -> None:
    rich, poor = await market.fund(1_000), await market.fund(10)
    asked = lines(**{rich: 50_000, poor: 2_000})

    async def reserve() -> None:
        async with market.kit.begin() as uow:
            await funds.reserve(uow, lines=asked, ref=ids.new(), key=ids.new())

    with pytest.raises(InsufficientFunds) as refused:
        await reserve()

    assert refused.value.shortfalls == [
        {"fund_id": poor, "requested": "20.00", "available": "10.00"}
    ]
    assert (await market.balance(rich))["available"] == "1000.00"


async def paid(market: Market, contract: UUID, fen: int, key: UUID, **held: int) -> None:
    """A payment on a contract in its own transaction."""
    async with market.kit.begin() as uow:
        await funds.pay(uow, lines=lines(**held), amount_fen=fen, ref=contract, key=key)


async def clawed_back(market: Market, contract: UUID, fen: int) -> None:
    """A claw-back in its own transaction."""
    async with market.kit.begin() as uow:
        await funds.clawback(uow, amount_fen=fen, ref=contract, key=ids.new())


async def committed(market: Market, **amounts: int) -> UUID:
    """A contract that these funds are committed to."""
    contract = ids.new()
    async with market.kit.begin() as uow:
        await funds.reserve(uow, lines=lines(**amounts), ref=ids.new(), key=ids.new())
        await funds.commit(uow, lines=lines(**amounts), ref=contract, key=ids.new())
    return contract


async def test_a_payment_is_shared_by_the_funds_and_made_once(market: Market) -> None:
    first, second = await market.fund(1_000), await market.fund(1_000)
    contract, key = await committed(market, **{first: 20_000, second: 10_000}), ids.new()

    for _ in range(2):
        async with market.kit.begin() as uow:
            entries = await funds.pay(
                uow,
                lines=lines(**{first: 20_000, second: 10_000}),
                amount_fen=10_000,
                ref=contract,
                key=key,
            )
            assert [entry.kind for entry in entries] == [EntryKind.PAY] * 2

    assert (await market.balance(first))["paid"] == "66.67"
    assert (await market.balance(second))["paid"] == "33.33"


async def test_a_key_pays_one_amount_only(market: Market) -> None:
    fund = await market.fund(1_000)
    contract, key = await committed(market, **{fund: 20_000}), ids.new()
    await paid(market, contract, 5, key, **{fund: 20_000})

    with pytest.raises(EntryKeyReused):
        await paid(market, contract, 6, key, **{fund: 20_000})


async def test_no_more_is_paid_than_is_committed_to_this_contract(market: Market) -> None:
    fund = await market.fund(1_000)
    await committed(market, **{fund: 20_000})
    contract = await committed(market, **{fund: 10_000})

    with pytest.raises(OverCommitment) as refused:
        await paid(market, contract, 10_001, ids.new(), **{fund: 10_000})

    assert (refused.value.requested, refused.value.held) == ("100.01", "100.00")


async def test_what_is_taken_back_is_available_again(market: Market) -> None:
    fund = await market.fund(1_000)
    contract = await committed(market, **{fund: 20_000})
    await paid(market, contract, 15_000, ids.new(), **{fund: 20_000})

    await clawed_back(market, contract, 4_000)
    async with market.kit.begin() as uow:
        await funds.refund(uow, amount_fen=1_000, ref=contract, key=ids.new())
        await funds.decommit(uow, ref=contract, key=ids.new())
    with pytest.raises(OverCommitment):
        await clawed_back(market, contract, 10_001)

    found = await market.balance(fund)
    assert (found["paid"], found["refunded"]) == ("150.00", "50.00")
    assert (found["committed"], found["available"]) == ("0.00", "900.00")


async def test_what_is_left_lapses_with_the_validity(market: Market) -> None:
    fund_id = await market.fund(1_000)
    contract = await committed(market, **{fund_id: 30_000})

    await market.kit.tick(market.kit.now.replace(year=2027, month=1, day=1))

    found = await market.balance(fund_id)
    assert (found["lapsed"], found["committed"]) == ("700.00", "300.00")
    async with market.kit.begin() as uow:
        told: dict[str, Any] = {"lines": lines(**{fund_id: 30_000}), "key": ids.new()}
        await funds.pay(uow, amount_fen=30_000, ref=contract, **told)
    closed = await market.must(
        f"/funds/{fund_id}/closure", {"note": "年度决算"}, as_=market.finance
    )
    assert closed["state"] == "closed"


@pytest.mark.parametrize("path", ["appropriations", "adjustments"])
async def test_a_fund_that_is_over_takes_no_money(market: Market, path: str) -> None:
    closed, lapsed = await market.fund(1_000), await market.fund(1_000)
    await market.must(f"/funds/{closed}/closure", {"note": "年度决算"}, as_=market.finance)
    await market.kit.tick(market.kit.now.replace(year=2027, month=1, day=1))
    asked = {"amount": yuan(5), "note": "苏财社〔2026〕12号"}

    for fund_id, state in ((closed, "closed"), (lapsed, "lapsed")):
        answer = await market.kit.post(f"/funds/{fund_id}/{path}", asked, as_=market.finance)

        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/fund-unusable")
        assert answer.json()["state"] == state
        assert (await market.balance(fund_id))["available"] == "0.00"


async def test_a_frozen_fund_stays_frozen_beyond_its_validity(market: Market) -> None:
    fund_id = await market.fund(1_000)
    contract = await committed(market, **{fund_id: 30_000})
    note = {"note": "审计期间暂停使用"}
    await market.must(f"/funds/{fund_id}/freeze", note, as_=market.authority)
    await market.kit.tick(market.kit.now.replace(year=2027, month=1, day=1))

    with pytest.raises(FundUnusable):
        await paid(market, contract, 30_000, ids.new(), **{fund_id: 30_000})
    await market.must(f"/funds/{fund_id}/thaw", note, as_=market.authority)
    await market.kit.tick()
    await paid(market, contract, 30_000, ids.new(), **{fund_id: 30_000})

    found = await market.balance(fund_id)
    assert (found["lapsed"], found["paid"], found["available"]) == ("700.00", "300.00", "0.00")


async def test_what_comes_back_to_a_closed_fund_lapses(market: Market) -> None:
    fund_id = await market.fund(1_000)
    contract = await committed(market, **{fund_id: 30_000})
    await paid(market, contract, 30_000, ids.new(), **{fund_id: 30_000})
    await market.must(f"/funds/{fund_id}/closure", {"note": "年度决算"}, as_=market.finance)

    await clawed_back(market, contract, 20_000)

    found = await market.balance(fund_id)
    assert (found["available"], found["refunded"], found["lapsed"]) == ("0.00", "200.00", "900.00")


async def test_what_is_given_back_after_the_validity_lapses(market: Market) -> None:
    fund_id = await market.fund(100_000, valid_to="2026-03-31")
    contract = await committed(market, **{fund_id: 30_000})
    project = await market.project(fund_id)
    await market.step(project, "submission", "approval", "funding")
    await market.kit.tick(market.kit.now.replace(month=4, day=1))
    held = await market.balance(fund_id)

    why = {"reason": "资金有效期已过，项目不再实施"}
    await market.must(f"/projects/{project['id']}/cancellation", why, as_=market.buyer)
    async with market.kit.begin() as uow:
        await funds.decommit(uow, ref=contract, key=ids.new())

    found = await market.balance(fund_id)
    assert (held["reserved"], held["committed"], held["lapsed"]) == (
        *("40000.00", "300.00", "59700.00"),
    )
    assert (found["available"], found["lapsed"]) == ("0.00", "100000.00")


async def test_a_fund_that_owes_is_not_closed(market: Market) -> None:
    fund_id = await market.fund(1_000)
    await committed(market, **{fund_id: 30_000})

    answer = await market.kit.post(
        f"/funds/{fund_id}/closure", {"note": "年度决算"}, as_=market.finance
    )

    assert answer.status_code == 409
    assert answer.json()["committed"] == "300.00"
