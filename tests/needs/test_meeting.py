"""A meeting: its roll and notice, who speaks and votes, and what is counted."""

from datetime import timedelta
from typing import Any

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.needs.deliberating import a_community


async def test_a_resident_votes_from_home_and_the_count_is_public(needs: ServiceKit) -> None:
    place = await a_community(needs, residents=4)
    await place.start()
    await place.enroll({}, {}, {}, {"conflicted": True})
    noticed = await place.notice()
    first, second, third, builder = place.residents
    said = await place.done(
        place.at("opinions"), {"position": "for", "text": "请预留担架空间"}, by=builder
    )
    early = await place.ask(place.at("ballots"), {"vote": "no"}, by=first)
    early_opening = await place.ask(place.at("opening"))
    await place.open()

    await place.vote("no", "yes", "yes")
    changed = await place.done(place.at("ballots"), {"vote": "yes", "option": 1}, by=first)
    barred = await place.ask(place.at("ballots"), {"vote": "no"}, by=builder)
    hidden = (await needs.get(f"/meetings/{noticed['id']}")).json()["tally"]
    closed = await place.close()

    assert (noticed["eligible"], early.status_code, early_opening.status_code) == (3, 409, 409)
    assert early_opening.json()["type"] == "/problems/not-yet-time"
    assert ("roll_no" in said, changed["vote"], hidden) == (False, "yes", None)
    assert (barred.status_code, barred.json()["type"]) == (403, "/problems/conflicted")
    public = (await needs.get(f"/meetings/{noticed['id']}")).json()
    assert public == closed
    assert (closed["outcome"], closed["chosen"]) == ("adopted", 1)
    assert closed["tally"]["eligible"]["heads"] == closed["tally"]["yes"][0]["heads"] == 3
    assert await place.state() == "adopted"
    mine = (await needs.get(place.at("ballots"), as_=second)).json()["items"]
    all_ = (await needs.get(place.at("ballots"), as_=place.manager)).json()["items"]
    assert (len(mine), len(all_)) == (1, 3)
    late = await place.ask(place.at("ballots"), {"vote": "no"}, by=third)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/poll-closed")
    kept = (await needs.get("/me/data", as_=second)).json()
    assert [one["vote"] for one in kept["ballots"]] == ["yes"]
    (fact,) = await needs.events("needs.matter.adopted.v1")
    assert fact["option"] == "加装一部电梯"


async def test_paper_stands_against_the_web_and_a_proxy_votes_for_his_own(
    needs: ServiceKit,
) -> None:
    place = await a_community(needs)
    await place.start()
    await place.enroll({}, {"proxy_no": "1"}, {})
    await place.notice()
    await place.open()
    first, second, third = place.residents
    paper = {"vote": "no", "roll_no": "3", "medium": "paper"}

    by_himself = await place.ask(place.at("ballots"), paper, by=third)
    on_paper = await place.done(place.at("ballots"), paper)
    web = await place.ask(place.at("ballots"), {"vote": "yes", "option": 1}, by=third)
    proxied = {"vote": "yes", "option": 1, "roll_no": "2"}
    for_another = await place.done(place.at("ballots"), proxied, by=first)
    for_himself = await place.done(place.at("ballots"), proxied, by=second)
    not_his = await place.ask(place.at("ballots"), proxied | {"roll_no": "3"}, by=second)
    wrong = await place.ask(place.at("ballots"), {"vote": "yes", "option": 2}, by=first)

    assert (by_himself.status_code, on_paper["medium"]) == (403, "paper")
    assert (web.status_code, web.json()["type"]) == (409, "/problems/voted-on-paper")
    assert for_another["id"] == for_himself["id"]
    assert (not_his.status_code, not_his.json()["type"]) == (403, "/problems/not-on-the-roll")
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/no-such-option")


async def test_without_a_quorum_they_meet_again_and_then_all_residents_do(
    needs: ServiceKit,
) -> None:
    place = await a_community(needs, residents=4)
    await place.start()
    await place.enroll()
    states = []

    for _ in range(2):
        await place.notice()
        await place.open()
        await place.done(place.at("check-ins"), {}, by=place.residents[0])
        await place.done(place.at("check-ins"), {"roll_no": "2"})
        await place.close()
        states.append((place.meeting["outcome"], await place.state(), place.meeting["round"]))

    assert states == [("inconclusive", "accepted", 1), ("inconclusive", "escalated", 2)]
    assert place.meeting["tally"]["present"]["heads"] == 2  # of 4: half is no majority


async def test_who_is_on_the_roll_does_not_count_and_the_notice_freezes_it(
    needs: ServiceKit,
) -> None:
    place = await a_community(needs)
    await place.start()
    await place.enroll()
    entries: dict[str, Any] = {"entries": [{"roll_no": "9", "unit": "9号"}]}
    roll = f"/matters/{place.matter['id']}/roll-entries"
    await place.done(roll, entries)
    await place.notice()
    neighbor = needs.actor(
        Role.COMMUNITY_WORKER,
        region=place.region,
        person=ids.new(),
        household=place.residents[0].household_id,
    )
    frozen = await place.ask(roll, entries)
    own = (await needs.get(roll, as_=place.residents[1])).json()["items"]
    await place.open()

    his = await place.ask(place.at("closing"), by=neighbor)

    assert (frozen.status_code, frozen.json()["type"]) == (409, "/problems/illegal-move")
    assert [one["roll_no"] for one in own] == ["2"]
    assert (his.status_code, his.json()["type"]) == (403, "/problems/own-interest")


async def test_a_notice_says_enough_and_comes_early_enough(needs: ServiceKit) -> None:
    place = await a_community(needs)
    await place.start()
    path = f"/matters/{place.matter['id']}/meetings"
    soon = {"held_at": (needs.now + timedelta(days=3)).isoformat()}
    said = {"rule_set": "council", "place": "议事厅", "agenda": ["加装电梯"]} | soon
    voted = said | {"options": ["同意"]}
    urgent = voted | {"urgent_reason": "电梯井已塌陷，危及通行"}

    refused = [
        (await place.ask(path, body)).json()["type"].removeprefix("/problems/")
        for body in (said, voted | {"rule_set": "hearing"}, voted, urgent)
    ]
    await place.enroll({"proxy_no": "8"})
    refused.append((await place.ask(path, urgent)).json()["type"].removeprefix("/problems/"))
    await place.enroll({"proxy_no": None})
    owners = await place.ask(path, urgent | {"rule_set": "owners_major"})
    there = await place.done(path, urgent)
    again = await place.done(f"/meetings/{there['id']}/cancellation", {"reason": "场地被占用"})

    assert refused[:2] == ["nothing-to-vote-on"] * 2
    assert refused[2:] == ["notice-too-short", "roll-empty", "proxies-wrong"]
    assert owners.json()["type"] == "/problems/area-missing"
    assert (again["state"], await place.state()) == ("called_off", "accepted")


async def test_every_opinion_is_answered_before_the_minutes_are_final(needs: ServiceKit) -> None:
    place = await a_community(needs, residents=5)
    await place.start()
    await place.enroll()
    await place.notice(rule_set="hearing", options=[])
    await place.open()
    for number in range(1, 6):
        await place.done(place.at("check-ins"), {"roll_no": f"{number}"})
    said = {"position": "against", "text": "一楼采光会受影响", "roll_no": "1"}
    opinion = await place.done(place.at("opinions"), said)
    draft = {"text": "五户居民到会，听取了意见。"}
    early = await place.ask(place.at("minutes"), draft)
    await place.close()
    await place.done(place.at("minutes"), draft)
    unanswered = await place.ask(place.at("final-minutes"))

    answer = {"disposition": "partly", "reason": "井道改到北侧"}
    answered = await place.done(f"/opinions/{opinion['id']}/disposition", answer)
    final = await place.done(place.at("final-minutes"))

    assert await place.state() == "heard"
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-over")
    assert unanswered.json()["type"] == "/problems/opinions-unanswered"
    assert (answered["disposition"], len(final["minutes_sha256"])) == ("partly", 64)
    assert (await place.ask(place.at("minutes"), draft)).status_code == 409
    over = await place.ask(place.at("opinions"), said)
    assert (over.status_code, over.json()["type"]) == (409, "/problems/no-time-to-speak")


async def test_a_large_roll_is_written_page_by_page(needs: ServiceKit) -> None:
    place = await a_community(needs)
    await place.start()
    roll = f"/matters/{place.matter['id']}/roll-entries"

    def page(first: int) -> dict[str, Any]:
        numbers = range(first, first + 200)
        return {"entries": [{"roll_no": f"A-{n}", "unit": f"A{n}"} for n in numbers]}

    await place.done(roll, page(0))
    await place.done(roll, page(100))
    twice = await place.ask(roll, {"entries": page(0)["entries"][:1] * 2})
    gone = await needs.delete(f"{roll}/A-0", as_=place.manager)

    assert (twice.status_code, gone.status_code) == (422, 204)
    assert (await place.notice())["eligible"] == 299
