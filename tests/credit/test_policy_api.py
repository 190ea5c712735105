"""Versions of the earning policy: drafted, simulated, published by two, and never changed again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.credit.earning.rules import Inputs, convert
from services.credit.policy.errors import UnknownPolicyPeriod
from services.credit.policy.queries import policy_at
from services.credit.policy.rules import rates_of
from services.credit.transfer.model import Transfer
from shared import ids
from shared.access import Role
from shared.errors import Unknown
from shared.records import fingerprint
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.given import an_order, confirmed, current_of, given_an_organization, rated
from tests.credit.policies import (
    DRAFTS,
    SOON,
    a_draft,
    drafted,
    officer,
    publish,
    published,
    shipped,
    simulated,
)
from tests.credit.test_earning_rules import VERSION_1

LATER = SOON + timedelta(days=30)


async def numbers_at(credit: ServiceKit, region_id: Any, *times: datetime) -> list[int | None]:
    async with credit.begin() as uow:
        held = [await policy_at(uow, region_id=region_id, at=time) for time in times]
    return [policy.number for policy in held]


async def test_anyone_may_read_what_a_service_is_worth(credit: ServiceKit) -> None:
    listed = (await credit.get("/earning-policies")).json()

    (policy,) = listed["items"]
    one = await credit.get(f"/earning-policies/{policy['id']}")
    assert (policy["number"], policy["state"], one.json()) == (1, "published", policy)
    assert policy["document"]["dispute_window"] == {"value": 5, "unit": "wd"}


async def test_the_figures_are_said_in_words(credit: ServiceKit) -> None:
    (policy,) = (await credit.get("/earning-policies")).json()["items"]

    assert policy["zh"] == [
        "受益人数：第 1 至 50 人每人 10 分，第 51 至 250 人每人 5 分，第 251 人起每人 2 分。",
        (
            "服务类别：菜单服务 ×1，小组工作 ×1，其他服务 ×1，个案服务 ×1.5，培训 ×1，"
            "社区工作 ×1，综合服务 ×1，设施运营 ×1。"
        ),
        "服务重点困难群体 ×1.2。",
        "居民评价：1 分 ×0，2 分 ×0.4，3 分 ×0.8，4 分 ×1，5 分 ×1.2；未评价 ×0.8。",
        "同一家庭 30 天内向同一组织的订单依次 ×1、1、0.5、0.25、0，其后同末次。",
        "服务团队每天按每名成员 40 单计分，超出部分不计。",
        "居民在 5 个工作日内未评价也未提出异议的，按未评价入账。",
    ]
    assert len(policy["en"]) == len(policy["zh"])


async def test_the_shipped_version_earns_the_golden_amounts(credit: ServiceKit) -> None:
    figures = rates_of(await shipped(credit))
    served = Inputs(
        kind="casework",
        beneficiaries=1,
        vulnerable=True,
        score=5,
        household_turn=1,
        day_turn=1,
        team_members=1,
    )

    assert figures.bands == VERSION_1.bands
    assert convert(figures, served).amount == 21


async def test_the_nearest_regions_version_holds_while_it_is_valid(credit: ServiceKit) -> None:
    city, street, community = await credit.regions()
    await published(credit, city, valid_from=SOON)
    await published(credit, street, valid_from=SOON, valid_to=LATER)
    before, last = SOON - timedelta(microseconds=1), LATER - timedelta(microseconds=1)

    assert await numbers_at(credit, community.id, before, SOON, last, LATER) == [1, 3, 3, 2]
    assert await numbers_at(credit, city.id, before, SOON, LATER) == [1, 2, 2]
    assert await numbers_at(credit, (await credit.region()).id, SOON) == [1]


async def test_before_every_version_nothing_is_guessed(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()

    with pytest.raises(UnknownPolicyPeriod):
        await numbers_at(credit, community.id, datetime(2023, 12, 31, tzinfo=UTC))


async def test_a_fact_counts_by_the_version_of_its_time_whenever_it_arrives(
    credit: ServiceKit,
) -> None:
    city, _, community = await credit.regions()
    organization = await given_an_organization(credit, community)
    weights = (await shipped(credit))["kinds"] | {"menu": 20_000}
    await published(credit, city, kinds=weights)
    old, new = (an_order(organization, community, at=at) for at in (MONDAY, SOON))
    credit.now = LATER

    for order in (new, old):
        await credit.receive(rated(order, 4), confirmed(order))

    async with credit.begin() as uow:
        found = await uow.session.scalars(select(Transfer.amount).order_by(Transfer.id))
        assert [*found] == [20, 10]


async def test_a_fact_of_a_region_not_told_of_yet_waits_for_it_and_is_not_guessed(
    credit: ServiceKit,
) -> None:
    city, street, _ = await credit.regions()
    organization = await given_an_organization(credit, street)
    weights = (await shipped(credit))["kinds"] | {"menu": 20_000}
    await published(credit, city, kinds=weights)
    credit.now, new_region = LATER, ids.new()
    order = an_order(organization, street, at=SOON, region_id=new_region)

    with pytest.raises(Unknown):
        await credit.receive(confirmed(order))
    in_force = await credit.get("/public/policy", params={"region": str(new_region)})
    await credit.region(parent=street, id=new_region)
    await credit.receive(confirmed(order))

    assert (await current_of(credit, order)).amount == 16
    assert in_force.status_code == 404


async def test_the_next_version_ends_the_former_ones_validity(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    first = await published(credit, city, valid_from=SOON)
    second = await published(credit, city, valid_from=LATER)

    history = await credit.get("/earning-policies", params={"region": str(city.id)})

    newest, former = history.json()["items"]
    assert (newest["id"], newest["number"], newest["state"]) == (second["id"], 3, "published")
    assert (former["id"], former["number"], former["state"]) == (first["id"], 2, "superseded")
    assert (newest["valid_to"], former["valid_to"]) == (None, newest["valid_from"])
    assert await numbers_at(credit, community.id, SOON, LATER) == [2, 3]


async def test_a_version_that_does_not_hold_yet_can_be_replaced_but_not_undercut(
    credit: ServiceKit,
) -> None:
    city, _, community = await credit.regions()
    await published(credit, city, valid_from=LATER)
    earlier = await drafted(credit, city, valid_from=SOON)
    await simulated(credit, earlier, city)

    undercut = await publish(credit, earlier, officer(credit, city))
    replaced = await published(credit, city, valid_from=LATER)

    assert (undercut.status_code, undercut.json()["type"]) == (409, "/problems/overlaps-later")
    assert undercut.json()["number"] == 2
    assert replaced["number"] == 3
    assert await numbers_at(credit, community.id, SOON, LATER) == [1, 3]


async def test_nobody_publishes_what_he_drafted(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    author, other = officer(credit, city), officer(credit, city)
    draft = await drafted(credit, city, by=author)
    await simulated(credit, draft, city)

    own = await publish(credit, draft, author)
    second = await publish(credit, draft, other)
    again = await publish(credit, draft, other)

    assert (own.status_code, own.json()["type"]) == (403, "/problems/four-eyes")
    assert second.json()["published_by"] == str(other.id)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/illegal-move")
    assert await numbers_at(credit, community.id, SOON) == [2]


async def test_who_writes_a_draft_anew_is_its_author(credit: ServiceKit) -> None:
    city, _, _ = await credit.regions()
    author, other = officer(credit, city), officer(credit, city)
    draft = await drafted(credit, city, by=author)
    asked = await a_draft(credit, city, vulnerable=13_000)

    place = f"{DRAFTS}/{draft['id']}"
    revised = await credit.put(place, asked, as_=other, if_match='"1"')
    await simulated(credit, draft, city)

    assert revised.json()["document"]["vulnerable"] == 13_000
    assert (await publish(credit, draft, other)).status_code == 403
    assert (await publish(credit, draft, author)).status_code == 200


async def test_only_what_was_simulated_as_it_reads_is_published(credit: ServiceKit) -> None:
    city, _, _ = await credit.regions()
    draft = await drafted(credit, city)
    place, by = f"{DRAFTS}/{draft['id']}", officer(credit, city)

    unknown = await publish(credit, draft, by)
    await simulated(credit, draft, city)
    stands = await credit.get(place, as_=by)
    asked = await a_draft(credit, city, vulnerable=13_000)
    revised = await credit.put(place, asked, as_=by, if_match=stands.headers["ETag"])
    another = await publish(credit, draft, officer(credit, city))

    assert (unknown.status_code, another.status_code) == (409, 409)
    assert (stands.json()["state"], revised.json()["state"]) == ("simulated", "draft")
    assert (await credit.get(place + "/simulation", as_=by)).status_code == 404


async def test_a_draft_is_written_by_who_saw_it_as_it_stands(credit: ServiceKit) -> None:
    city, _, _ = await credit.regions()
    draft, by = await drafted(credit, city), officer(credit, city)
    asked, place = await a_draft(credit, city), f"{DRAFTS}/{draft['id']}"

    without = await credit.put(place, asked, as_=by)
    stale = await credit.put(place, asked, as_=by, if_match='"7"')
    unread = await publish(credit, draft, by, if_match='"7"')

    assert (without.status_code, stale.status_code, unread.status_code) == (428, 412, 412)


async def test_a_draft_that_waited_too_long_is_not_published_for_the_past(
    credit: ServiceKit,
) -> None:
    city, _, _ = await credit.regions()
    draft = await drafted(credit, city, valid_from=SOON)
    await simulated(credit, draft, city)
    credit.now = SOON - timedelta(hours=1)

    answer = await publish(credit, draft, officer(credit, city))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/published-too-late")
    assert answer.json()["earliest"].startswith("2026-03-05T01")


async def test_a_draft_is_seen_by_the_officers_of_its_region_only(credit: ServiceKit) -> None:
    city, street, _ = await credit.regions()
    elsewhere, _, _ = await credit.regions()
    draft = await drafted(credit, street)
    place = f"{DRAFTS}/{draft['id']}"

    seen = [
        (await credit.get(place, as_=credit.actor(role, region=region))).status_code
        for role, region in (
            (Role.AUDITOR, city),
            (Role.STREET_OFFICER, street),
            (Role.CITY_ADMIN, elsewhere),
            (Role.RESIDENT, street),
        )
    ]
    listed = (await credit.get(DRAFTS, as_=officer(credit, city))).json()["items"]

    assert seen == [200, 200, 404, 403]
    assert [one["id"] for one in listed] == [draft["id"]]
    assert (await credit.get(f"/earning-policies/{draft['id']}")).status_code == 404
    assert len((await credit.get("/earning-policies")).json()["items"]) == 1


async def test_only_an_officer_over_the_region_drafts_and_publishes(credit: ServiceKit) -> None:
    city, street, _ = await credit.regions()
    draft = await drafted(credit, city)
    await simulated(credit, draft, city)
    local, auditor = officer(credit, street), credit.actor(Role.AUDITOR, region=city)

    asked = await a_draft(credit, city)

    assert (await credit.post(DRAFTS, asked, as_=local)).status_code == 404
    assert (await credit.post(DRAFTS, asked, as_=auditor)).status_code == 403
    assert (await publish(credit, draft, local)).status_code == 404
    assert (await publish(credit, draft, auditor)).status_code == 403


async def test_a_publication_is_announced_with_the_fingerprint_of_its_figures(
    credit: ServiceKit,
) -> None:
    city, _, _ = await credit.regions()

    made = await published(credit, city, valid_to=LATER)

    (told,) = await credit.events("credit.policy.published.v1")
    assert (told["policy_id"], told["number"], told["region_id"]) == (made["id"], 2, str(city.id))
    assert told["document_sha256"] == fingerprint(made["document"])


CHANGES = {
    "figures": "document = jsonb_set(document, '{vulnerable}', '50000')",
    "time": "valid_from = valid_from - interval '1 day'",
    "number": "number = number + 7",
    "publisher": "published_by = NULL",
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_published_version_never_changes(credit: ServiceKit, change: str) -> None:
    city, _, _ = await credit.regions()
    made = await published(credit, city)
    update = text(f"UPDATE earning_policy SET {CHANGES[change]} WHERE id = :id")

    with pytest.raises(DBAPIError, match="refused"):
        async with credit.begin() as uow:
            await uow.session.execute(update, {"id": made["id"]})


async def test_a_superseded_version_is_not_opened_again(credit: ServiceKit) -> None:
    city, _, _ = await credit.regions()
    former = await published(credit, city)
    await published(credit, city, valid_from=LATER)
    update = text("UPDATE earning_policy SET valid_to = NULL WHERE id = :id")

    with pytest.raises(DBAPIError, match="refused"):
        async with credit.begin() as uow:
            await uow.session.execute(update, {"id": former["id"]})


BAD: dict[str, tuple[str, Any]] = {
    "no band": ("/document/bands", []),
    "bands that end": ("/document/bands", [[50, 10]]),
    "bands out of order": ("/document/bands", [[50, 10], [20, 5], [None, 2]]),
    "bands that repeat": ("/document/bands", [[50, 10], [50, 5], [None, 2]]),
    "two bands without end": ("/document/bands", [[None, 10], [None, 2]]),
    "a band of nobody": ("/document/bands/0/0", [[0, 10], [None, 2]]),
    "a band below zero": ("/document/bands/0/1", [[None, -1]]),
    "half a person": ("/document/bands/0/0", [[1.5, 10], [None, 2]]),
    "a kind left out": ("/document/kinds", {"menu": 10_000}),
    "a weight below zero": ("/document/kinds/menu", {"menu": -1}),
    "a weight in words": ("/document/kinds/menu", {"menu": "10000"}),
    "a weight that is true": ("/document/vulnerable", True),
    "a weight beyond all": ("/document/vulnerable", 100_001),
    "a score left out": ("/document/ratings", {"5": 12_000}),
    "a score of six": ("/document/ratings/6/[key]", dict.fromkeys("123456", 10_000)),
    "a worse rating that counts more": (
        "/document/ratings",
        {"1": 9_000, "2": 0, "3": 8_000, "4": 10_000, "5": 12_000},
    ),
    "silence that counts as praise": ("/document/unanswered", 10_001),
    "repeats that count more": ("/document/household_turns", [5_000, 10_000]),
    "no turn": ("/document/household_turns", []),
    "no day": ("/document/household_days", 0),
    "no order": ("/document/daily_orders_per_member", 0),
    "a window of nothing": ("/document/dispute_window/value", {"value": 0, "unit": "wd"}),
    "a window beyond the calendar": (
        "/document/dispute_window",
        {"value": 100_000, "unit": "wd"},
    ),
    "a figure nobody knows": ("/document/popularity", 1),
}


@pytest.mark.parametrize("case", BAD)
async def test_figures_that_cannot_be_are_refused(credit: ServiceKit, case: str) -> None:
    city, _, _ = await credit.regions()
    pointer, value = BAD[case]
    asked = await a_draft(credit, city, **{pointer.split("/")[2]: value})

    answer = await credit.post(DRAFTS, asked, as_=officer(credit, city))

    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


TIMES = {
    "the past": ("/valid_from", {"valid_from": MONDAY - timedelta(days=1)}),
    "at once": ("/valid_from", {"valid_from": MONDAY + timedelta(hours=23)}),
    "an end before the start": ("/valid_to", {"valid_to": SOON}),
}


@pytest.mark.parametrize("case", TIMES)
async def test_a_time_that_cannot_be_is_refused(credit: ServiceKit, case: str) -> None:
    city, _, _ = await credit.regions()
    pointer, fields = TIMES[case]
    asked = await a_draft(credit, city, **fields)

    answer = await credit.post(DRAFTS, asked, as_=officer(credit, city))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert "+08:00" not in answer.json()["detail"]


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 0)])
async def test_a_kind_once_weighed_keeps_a_weight(credit: ServiceKit, one: int, other: int) -> None:
    line = await credit.regions()
    await published(credit, line[one], kinds=(await shipped(credit))["kinds"] | {"legal_aid": 1})

    asked = await a_draft(credit, line[other])
    answer = await credit.post(DRAFTS, asked, as_=officer(credit, line[other]))

    (wrong,) = answer.json()["errors"]
    assert (wrong["pointer"], "legal_aid" in wrong["detail"]) == ("/document/kinds", True)
