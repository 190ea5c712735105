"""Who is on the list of abnormal activity gets no new venture grant (spec/registry.md §2.9)."""

from datetime import datetime

from shared.contracts.registry import AbnormalListed, AbnormalRemoved
from tests.procurement.market import Market
from tests.procurement.pitching import ELIGIBLE, given_a_round, organization_of
from tests.procurement.test_serious_listing import told

LISTED = "/problems/abnormally-listed"


async def test_who_is_listed_pitches_passes_and_takes_nothing_but_claims_all_the_same(
    market: Market,
) -> None:
    pitching = await given_a_round(market)
    await pitching.publish()
    await pitching.pitch("one", 60_000)
    await pitching.pitch("two", 40_000)
    one = organization_of(pitching, "one")
    entry = told(market, AbnormalListed, one, ground="A1")
    off = told(market, AbnormalRemoved, one, entry_id=entry.entry_id)
    again = told(market, AbnormalListed, one, ground="A5")
    await market.kit.receive(entry)
    asked = {"organization_id": str(one), "plan": pitching.plan(1_000)}
    path, manager = f"{pitching.path}/proposals", pitching.managers["one"]

    pitched = await market.kit.post(path, asked, as_=manager)
    claimed = await market.claim(await market.listed(), one, manager)
    await market.kit.tick(datetime.fromisoformat(pitching.round["closes_at"]))
    passed = await pitching.on("one", ELIGIBLE, as_=market.buyer)
    await market.kit.receive(off)
    await pitching.to_roadshow(one=90, two=80)
    await market.kit.receive(again)
    lines = (await pitching.determine(one=90, two=80))["lines"]

    assert (pitched.json()["type"], passed.json()["type"]) == (LISTED, LISTED)
    assert claimed.status_code == 201, claimed.text
    assert [(line["listed"], line["granted"]["amount"]) for line in lines] == [
        (True, "0.00"),
        (False, "40000.00"),
    ]
    assert (await pitching.now("one"))["state"] == "declined"
    assert (await pitching.now("two"))["state"] == "granted"


async def test_who_is_listed_after_the_determination_takes_its_grant_once_it_is_off(
    market: Market,
) -> None:
    pitching = await given_a_round(market)
    await pitching.publish()
    await pitching.pitch("one", 60_000)
    await pitching.to_agreement(one=90)
    one = organization_of(pitching, "one")
    entry = told(market, AbnormalListed, one, ground="A6")
    await market.kit.receive(entry)

    early = await pitching.on("one", "acceptance", {})
    await market.kit.receive(told(market, AbnormalRemoved, one, entry_id=entry.entry_id))
    taken = await pitching.on("one", "acceptance", {})

    assert early.json()["type"] == LISTED
    assert taken.json()["state"] == "accepted", taken.text
