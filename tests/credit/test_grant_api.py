from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from services.credit.account.model import Account, AccountKind
from services.credit.account.states import AccountAction
from shared import ids
from shared.access import Actor, Role
from shared.clock import LOCAL
from tests.credit.book import Book
from tests.credit.given import (
    account_of,
    given_an_organization,
)
from tests.credit.spending import Scene, a_scene


def a_grant(scene: Scene, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "grant",
        "credit": str(scene.account_id),
        "amount": 100,
        "effective_on": "2026-03-02",
        "reason": "年度综合考评奖励",
        "evidence": ["太民发〔2026〕12号"],
    } | fields


async def propose(scene: Scene, by: Actor | None = None, **fields: Any) -> Any:
    asked = a_grant(scene, **fields)
    return await scene.credit.post("/transfers", asked, as_=by or scene.officer())


async def approve(scene: Scene, grant: Any, by: Actor | None = None) -> Any:
    place = f"/grants/{grant['id']}/approval"
    return await scene.credit.post(place, {}, as_=by or scene.officer())


async def granted(scene: Scene, amount: int, **fields: Any) -> str:
    done = (await approve(scene, (await propose(scene, amount=amount, **fields)).json())).json()
    transfer: str = done["outcomes"][0]["transfer_id"]
    return transfer


async def test_credits_are_posted_when_a_second_officer_approves(scene: Scene) -> None:
    proposed = await propose(scene)
    before = await scene.stands()

    done = await approve(scene, proposed.json())

    assert (proposed.status_code, proposed.headers["Location"].rsplit("/", 2)[-2]) == (
        201,
        "grants",
    )
    assert (before, await scene.stands()) == ((0, 0, 0), (100, 0, 0))
    assert (done.json()["state"], done.json()["outcomes"][0]["status"]) == ("approved", "ok")
    told = done.json()["outcomes"][0]["transfer_id"]
    why = await scene.credit.get(f"/transfers/{told}/explanation", as_=scene.manager)
    assert "年度综合考评奖励" in why.json()["explanation"]["zh"]


async def test_nobody_approves_what_he_proposed(scene: Scene) -> None:
    officer = scene.officer()

    answer = await approve(scene, (await propose(scene, officer)).json(), officer)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/four-eyes")
    assert await scene.stands() == (0, 0, 0)


async def test_nobody_grants_to_his_own_organization(scene: Scene) -> None:
    officer = scene.officer()
    mixed = type(officer)(id=officer.id, grants=officer.grants + scene.manager.grants)
    own = {grant.organization_id for grant in scene.manager.grants if grant.organization_id}
    on_duty = replace(officer, organizations=frozenset(own))
    proposed = (await propose(scene)).json()

    answers = [
        answer
        for him in (mixed, on_duty)
        for answer in (await propose(scene, him), await approve(scene, proposed, him))
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (
            403,
            "/problems/conflict-of-interest",
        )


async def test_a_rejected_grant_posts_nothing_and_is_over(scene: Scene) -> None:
    grant = (await propose(scene)).json()

    answer = await scene.credit.post(
        f"/grants/{grant['id']}/rejection", {"reason": "依据不足"}, as_=scene.officer()
    )

    assert answer.json()["state"] == "rejected"
    assert (await approve(scene, grant)).status_code == 409


@pytest.mark.parametrize("amount", [0, -1, 1.5, "10", True, 2**62])
async def test_an_amount_is_a_positive_integer(scene: Scene, amount: Any) -> None:
    answer = await propose(scene, amount=amount)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/amount"


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-03"], ids=["before opening", "future"])
async def test_a_day_lies_between_the_opening_and_today(scene: Scene, day: str) -> None:
    answer = await propose(scene, effective_on=day)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/effective_on"


async def test_the_two_sides_differ_and_are_not_two_holders(scene: Scene) -> None:
    other = await a_scene(scene.credit)
    same = str(scene.account_id)

    equal = await propose(scene, debit=same)
    nobody = await propose(scene, credit=None)
    between = await propose(scene, debit=str(other.account_id))

    assert (equal.status_code, nobody.status_code, between.status_code) == (422, 422, 404)


@pytest.mark.parametrize("kind", ["grant", "adjust"])
async def test_the_other_side_is_what_issues_or_adjusts_in_the_holder_s_district(
    scene: Scene, kind: str
) -> None:
    elsewhere = Book(scene.credit, (await scene.credit.regions())[2], scene.account_id)
    here = Book(scene.credit, scene.community, scene.account_id)
    usual = AccountKind.ISSUE if kind == "grant" else AccountKind.ADJUST
    fitting = {await here.system(usual), await here.system(AccountKind.OPENING)}
    others = {await elsewhere.system(usual)}
    others |= {await here.system(one) for one in AccountKind if one is not AccountKind.HOLDER}

    answers = {one: await propose(scene, kind=kind, debit=str(one)) for one in fitting | others}

    refused = {one for one, answer in answers.items() if answer.status_code != 201}
    assert refused == others - fitting
    for one in refused:
        assert answers[one].json()["errors"][0]["pointer"] == "/debit"


@pytest.mark.parametrize(("kind", "status"), [("grant", 422), ("adjust", 201)])
async def test_a_grant_gives_and_only_an_adjustment_takes(
    scene: Scene, kind: str, status: int
) -> None:
    await granted(scene, 100)

    taking = await propose(scene, kind=kind, debit=str(scene.account_id), credit=None)

    assert taking.status_code == status
    if status == 422:
        assert taking.json()["errors"][0]["pointer"] == "/debit"


async def test_a_closed_account_receives_nothing(scene: Scene) -> None:
    async with scene.credit.begin() as uow:
        account = await uow.get(Account, scene.account_id)
        account.end(AccountAction.CLOSE, at=scene.credit.now)

    answer = await propose(scene)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/account-unusable")


async def test_an_account_out_of_scope_does_not_exist(scene: Scene) -> None:
    stranger = (await a_scene(scene.credit)).officer()

    assert (await propose(scene, stranger)).status_code == 404


async def test_the_same_key_is_the_same_proposal_and_with_another_body_refused(
    scene: Scene,
) -> None:
    officer, key = scene.officer(), "grant-" + "k" * 16

    async def ask(amount: int) -> Any:
        body = a_grant(scene, amount=amount)
        return await scene.credit.post("/transfers", body, as_=officer, key=key)

    first, again, other = await ask(100), await ask(100), await ask(101)
    none = await scene.credit.post("/transfers", a_grant(scene), as_=officer, key=None)

    assert (again.status_code, again.content) == (201, first.content)
    assert (other.status_code, none.status_code) == (422, 400)


async def reverse(scene: Scene, transfer_id: str, amount: int, **fields: Any) -> Any:
    body = {"amount": amount, "reason": "重复发放", "evidence": ["核查记录"]} | fields
    place = f"/transfers/{transfer_id}/reversal"
    return await scene.credit.post(place, body, as_=scene.officer())


async def test_a_transfer_is_reversed_in_parts_but_not_twice(scene: Scene) -> None:
    transfer = await granted(scene, 100)

    await approve(scene, (await reverse(scene, transfer, 40)).json())
    rest = (await reverse(scene, transfer, 60)).json()
    too_much = await reverse(scene, transfer, 61)
    await approve(scene, rest)
    again = await reverse(scene, transfer, 1)

    assert (too_much.status_code, too_much.json()["left"]) == (409, 60)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/reversed-already")
    assert await scene.stands() == (0, 0, 0)


async def test_what_was_earned_before_the_opening_is_reversed_on_its_own_day(scene: Scene) -> None:
    earlier = await scene.earn(100, effective_on=date(2026, 2, 1))

    proposed = await reverse(scene, str(earlier), 100)
    done = await approve(scene, proposed.json())

    assert (proposed.status_code, done.status_code) == (201, 200), proposed.text
    assert proposed.json()["lines"][0]["effective_on"] == "2026-02-01"
    assert await scene.stands() == (0, 0, 0)


async def test_a_reversal_is_not_reversed(scene: Scene) -> None:
    transfer = await granted(scene, 100)
    undone = (await approve(scene, (await reverse(scene, transfer, 100)).json())).json()

    answer = await reverse(scene, undone["outcomes"][0]["transfer_id"], 1)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-reversible")


async def test_reversing_what_was_spent_makes_arrears(scene: Scene) -> None:
    transfer = await granted(scene, 100)
    item = await scene.item(price=80, needs_approval=False)
    body = {"account_id": str(scene.account_id), "item_id": item}
    asked = (await scene.credit.post("/redemptions", body, as_=scene.manager)).json()
    await scene.credit.post(f"/redemptions/{asked['id']}/fulfillment", as_=scene.officer())

    await approve(scene, (await reverse(scene, transfer, 100)).json())

    assert await scene.stands() == (0, 0, 80)


def lines(scene: Scene, count: int, bad: int) -> list[dict[str, Any]]:
    """So many grants of one credit, one of them taking more than there is."""
    made = [
        {"credit": str(scene.account_id), "amount": 1, "effective_on": "2026-03-02"}
        for _ in range(count)
    ]
    made[bad] = {"debit": str(scene.account_id), "amount": 10_000, "effective_on": "2026-03-02"}
    return made


@pytest.mark.parametrize("whole", [True, False])
async def test_a_batch_with_one_bad_row(scene: Scene, whole: bool) -> None:
    asked = {
        "kind": "adjust",
        "lines": lines(scene, 100, 50),
        "whole": whole,
        "reason": "历史数据更正",
        "evidence": ["核对表"],
    }
    proposed = await scene.credit.post("/transfers/batch", asked, as_=scene.officer())

    done = await approve(scene, proposed.json())

    if whole:
        assert (done.status_code, done.json()["type"]) == (409, "/problems/batch-refused")
        assert done.json()["refused"] == {"50": "exceeds_available"}
        assert await scene.stands() == (0, 0, 0)
    else:
        statuses = [outcome["status"] for outcome in done.json()["outcomes"]]
        assert (statuses.count("ok"), statuses[50]) == (99, "exceeds_available")
        assert await scene.stands() == (99, 0, 0)


async def test_a_batch_is_approved_by_somebody_over_all_of_it(scene: Scene) -> None:
    street = await scene.credit.region(parent=scene.city, level="street", kind="street")
    elsewhere = await given_an_organization(scene.credit, await scene.credit.region(parent=street))
    other = (await account_of(scene.credit, elsewhere)).id
    asked = {
        "kind": "adjust",
        "lines": [
            {"credit": str(account), "amount": 1, "effective_on": "2026-03-02"}
            for account in (other, scene.account_id)
        ],
        "whole": True,
        "reason": "历史数据更正",
        "evidence": ["核对表"],
    }
    proposed = await scene.credit.post("/transfers/batch", asked, as_=scene.officer())

    partly = scene.credit.actor(Role.STREET_OFFICER, region=street)
    refused = await approve(scene, proposed.json(), partly)
    before = await scene.stands()
    done = await approve(scene, proposed.json())

    assert (refused.status_code, before) == (404, (0, 0, 0))
    assert (done.status_code, await scene.stands()) == (200, (1, 0, 0))


async def test_an_office_elsewhere_decides_nothing_here(scene: Scene) -> None:
    elsewhere, _, _ = await scene.credit.regions()
    here = scene.credit.actor(Role.COMMUNITY_MANAGER, region=scene.community)
    there = scene.credit.actor(Role.STREET_OFFICER, region=elsewhere)
    both = replace(here, grants=(*here.grants, *there.grants))
    proposed = (await propose(scene)).json()

    seen = await scene.credit.get(f"/grants/{proposed['id']}", as_=both)
    approved = await approve(scene, proposed, both)
    declined = await scene.credit.post(f"/grants/{proposed['id']}/rejection", {}, as_=both)

    assert (seen.status_code, approved.status_code, declined.status_code) == (200, 404, 404)


async def test_an_unknown_account_is_named_as_unknown(scene: Scene) -> None:
    answer = await propose(scene, credit=str(ids.new()))

    assert answer.status_code == 404


async def test_freezing_takes_two_officers(scene: Scene) -> None:
    one, two = scene.officer(), scene.officer()
    place = f"/accounts/{scene.account_id}/freeze"

    first = await scene.credit.post(place, {"reason": "列入异常名录"}, as_=one)
    own = await scene.credit.post(place, {"reason": "列入异常名录"}, as_=one)
    second = await scene.credit.post(place, {"reason": "同意"}, as_=two)
    again = await scene.credit.post(place, {"reason": "再次"}, as_=two)

    standing = (await scene.credit.events("credit.standing.state.v1"))[-1]
    assert (first.json()["state"], first.json()["proposed"]) == ("open", "freeze")
    assert (own.status_code, own.json()["type"]) == (403, "/problems/four-eyes")
    assert (second.json()["state"], second.json()["proposed"]) == ("frozen", None)
    assert again.status_code == 409
    assert len(await scene.credit.events("credit.account.frozen.v1")) == 1
    assert standing["frozen"] is True


async def test_a_batch_may_have_a_thousand_lines(scene: Scene) -> None:
    line = {
        "debit": str(await scene.issuer()),
        "credit": str(scene.account_id),
        "amount": 10**9,
        "effective_on": "2026-03-02",
    }
    asked = {"kind": "grant", "whole": True, "reason": "年度奖励", "evidence": ["会议纪要"]}

    answer = await scene.credit.post(
        "/transfers/batch", asked | {"lines": [line] * 1_000}, as_=scene.officer()
    )

    assert answer.status_code == 201, answer.text
    assert len(answer.json()["lines"]) == 1_000


async def test_a_batch_of_one_line_has_that_line_s_outcome(scene: Scene) -> None:
    line = {"debit": str(scene.account_id), "amount": 7, "effective_on": "2026-03-02"}
    asked = {
        "kind": "adjust",
        "lines": [line],
        "whole": False,
        "reason": "更正",
        "evidence": ["单"],
    }
    proposed = await scene.credit.post("/transfers/batch", asked, as_=scene.officer())

    done = await approve(scene, proposed.json())

    outcome = {"transfer_id": None, "status": "exceeds_available"}
    assert (done.status_code, done.json()["outcomes"]) == (200, [outcome])
    assert (done.json()["state"], await scene.stands()) == ("approved", (0, 0, 0))


async def test_a_grant_is_not_approved_any_more_when_its_month_is_over(scene: Scene) -> None:
    grant, correction = [(await propose(scene, kind=kind)).json() for kind in ("grant", "adjust")]
    scene.credit.now = datetime(2026, 4, 1, tzinfo=LOCAL)

    late, corrected = await approve(scene, grant), await approve(scene, correction)

    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (
        422,
        "/lines/0/effective_on",
    )
    assert (corrected.status_code, await scene.stands()) == (200, (100, 0, 0))
