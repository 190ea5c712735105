from datetime import datetime, timedelta

import pytest

from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.need.rules import Sensitivity
from services.needs.need.states import NeedState
from services.needs.visit.model import Visit
from services.needs.visit.rules import contact_until
from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT, at, given_a_town

WRONG = "000000"


def other_than(code: str) -> str:
    """A code that is certainly wrong."""
    return WRONG if code != WRONG else "000001"


async def test_from_acceptance_to_confirmation_every_step_is_proved(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.done(team)
    assert order["state"] == "done_claimed"
    assert await town.state_of(order["need_id"]) is NeedState.RESOLVED

    confirmed = await town.step(
        order, "confirmation", town.resident, {"score": 5, "text": "师傅很好"}
    )

    assert confirmed["state"] == "confirmed"
    assert await town.state_of(order["need_id"]) is NeedState.CLOSED
    [told] = await needs.events("needs.order.confirmed.v1")
    assert told | {"at": None} == {
        "order_id": order["id"],
        "need_id": order["need_id"],
        "team_id": str(team.team_id),
        "organization_id": str(team.organization_id),
        "region_id": str(town.community.id),
        "at": None,
        "category_code": order["category_code"],
        "kind": "menu",
        "household_id": str(town.resident.household_id),
        "beneficiaries": 3,
        "vulnerable": True,
        "team_members": 2,
        "minutes": 30,
        "basis": "confirmed",
    }
    [rated] = await needs.events("needs.survey.answered.v1")
    assert (rated["score"], rated["solved"], rated["flagged"]) == (5, "yes", True)


async def test_the_contact_is_shown_only_after_acceptance_and_every_look_is_recorded(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    path = f"/orders/{order['id']}/contact"
    early = await needs.get(path, as_=town.member(team))
    assert (early.status_code, early.json()["type"]) == (403, "/problems/contact-not-yet")
    await town.step(order, "acceptance", town.member(team))

    shown = await needs.get(path, as_=town.member(team))

    assert shown.json()["phone"] == "+8613812345678"
    assert shown.json()["address"] == "娄东街道1幢202室"
    asked = (await needs.get(f"/needs/{need_id}", as_=town.resident)).json()
    assert asked["title"]
    told = ("title", "description", "information", "beneficiaries", "latitude", "longitude")
    assert {name: shown.json()[name] for name in told} == {name: asked[name] for name in told}
    looks = (await needs.get("/me/access-log", as_=town.resident)).json()["items"]
    assert {look["field"] for look in looks} == {"phone", "address", "description"}
    assert {look["purpose"] for look in looks} == {f"上门服务（服务单 {order['id']}）"}
    assert (await needs.get(path, as_=needs.actor(person=ids.new()))).status_code == 404


async def test_the_contact_goes_a_week_after_the_end_and_at_once_after_a_failure(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.done(team)
    await town.step(order, "confirmation", town.resident, {})
    path = f"/orders/{order['id']}/contact"
    needs.now += timedelta(days=7) - timedelta(seconds=1)
    assert (await needs.get(path, as_=town.member(team))).status_code == 200

    needs.now += timedelta(seconds=1)

    over = await needs.get(path, as_=town.member(team))
    assert (over.status_code, over.json()["type"]) == (403, "/problems/contact-over")
    assert contact_until(at("10:00"), served=False) == at("10:00")


@pytest.mark.parametrize(("metres", "status"), [(299, 200), (301, 409)])
async def test_a_check_in_must_be_near(needs: ServiceKit, metres: int, status: int) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "acceptance", town.member(team))
    await town.step(order, "departure", town.member(team))
    point = {"latitude": POINT[0] + metres / 111_195, "longitude": POINT[1]}

    answer = await needs.post(f"/orders/{order['id']}/check-in", point, as_=town.member(team))

    assert answer.status_code == status
    if status == 409:
        assert (answer.json()["metres"], answer.json()["metres_max"]) == (301, 300)


async def test_a_check_in_works_with_the_residents_code_too(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need(latitude=None, longitude=None)
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "acceptance", town.member(team))
    await town.step(order, "departure", town.member(team))
    path = f"/orders/{order['id']}/check-in"
    nowhere = {"latitude": POINT[0], "longitude": POINT[1]}
    unknown = await needs.post(path, nowhere, as_=town.member(team))
    assert unknown.json()["type"] == "/problems/place-unknown"
    code = (await town.codes(order))["arrival_code"]

    answer = await needs.post(path, {"code": code}, as_=town.member(team))

    assert (answer.status_code, answer.json()["state"]) == (200, "on_site")


async def test_a_code_is_taken_as_people_type_it_and_asked_for_in_words(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.on_site(team)
    path = f"/orders/{order['id']}/completion"
    code = (await town.codes(order))["code"]
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    short = await needs.post(path, {"code": "12345"}, as_=town.member(team))
    assert short.json()["errors"] == [{"pointer": "/code", "detail": "应为 6 位数字，请向居民核对"}]

    done = await needs.post(path, {"code": f" {wide[:3]} {wide[3:]}"}, as_=town.member(team))

    assert done.status_code == 200, done.text


@pytest.mark.parametrize(
    "body", [{}, {"latitude": 31.0}, {"latitude": 31.0, "longitude": 121.0, "code": "123456"}]
)
async def test_a_check_in_takes_exactly_one_proof(needs: ServiceKit, body: object) -> None:
    town = await given_a_town(needs)
    await town.team()

    answer = await needs.post(f"/orders/{ids.new()}/check-in", body, as_=town.resident)

    assert answer.status_code == 422
    assert "二者选一" in answer.json()["errors"][0]["detail"]


async def test_wrong_codes_are_counted_and_the_fifth_locks_until_the_resident_renews(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.on_site(team)
    path = f"/orders/{order['id']}/completion"
    code = (await town.codes(order))["code"]
    wrong = [
        await needs.post(path, {"code": other_than(code)}, as_=town.member(team)) for _ in range(5)
    ]
    assert [answer.json().get("tries_left") for answer in wrong] == [4, 3, 2, 1, None]
    for locked in (wrong[-1], await needs.post(path, {"code": code}, as_=town.member(team))):
        assert (locked.status_code, locked.json()["type"]) == (409, "/problems/codes-locked")

    renewed = await needs.post(f"/orders/{order['id']}/completion-code", as_=town.resident)

    done = await needs.post(path, {"code": renewed.json()["code"]}, as_=town.member(team))
    assert done.status_code == 200


@pytest.mark.parametrize("step", ["check-in", "completion"])
async def test_a_wrong_code_sent_again_gets_the_same_answer_and_costs_no_second_try(
    needs: ServiceKit, step: str
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await (town.on_site(team) if step == "completion" else town.on_the_way(team))
    member = town.member(team)
    codes = await town.codes(order)
    wrong = other_than(codes["code" if step == "completion" else "arrival_code"])

    answers = [
        await needs.post(f"/orders/{order['id']}/{step}", {"code": wrong}, as_=member, key=key)
        for key in ("the-first-attempt", "the-first-attempt", "the-next-attempt")
    ]

    assert [answer.json()["tries_left"] for answer in answers] == [4, 4, 3]
    assert {answer.status_code for answer in answers} == {409}
    assert answers[1].content == answers[0].content
    assert answers[1].headers["content-type"] == "application/problem+json"
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert (await town.codes(order))["tries_left"] == 3


async def test_the_codes_are_for_the_resident_only_and_sealed_at_rest(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.on_site(team)
    path = f"/orders/{order['id']}/completion-code"
    code = (await town.codes(order))["code"]

    assert (await needs.get(path, as_=town.member(team))).status_code in (403, 404)
    assert (await needs.get(path, as_=town.staff)).status_code == 403
    async with needs.begin() as uow:
        visit = await uow.get(Visit, order["id"])
        assert code.encode() not in visit.code_enc


async def test_a_fee_above_the_menus_cap_is_refused(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.on_site(team)
    code = (await town.codes(order))["code"]
    path = f"/orders/{order['id']}/completion"

    dear = await needs.post(path, {"code": code, "fee": {"amount": "50.01"}}, as_=town.member(team))

    assert (dear.status_code, dear.json()["type"]) == (422, "/problems/fee-above-cap")
    said = "收费超过下单时的菜单限价 50.00 元，请按限价以内的金额填写。"
    assert dear.json()["errors"] == [{"pointer": "/fee", "detail": said}]
    fair = await needs.post(path, {"code": code, "fee": {"amount": "50.00"}}, as_=town.member(team))
    assert fair.json()["fee"] == {"amount": "50.00", "currency": "CNY"}


async def test_silence_counts_as_served_but_never_as_satisfied(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.done(team)
    fifth_working_day = at("17:30", day=9)
    assert datetime.fromisoformat(order["lapses_at"]) == fifth_working_day

    await needs.tick(fifth_working_day)

    [told] = await needs.events("needs.order.confirmed.v1")
    assert told["basis"] == "lapsed"
    async with needs.begin() as uow:
        need = await uow.get(Need, order["need_id"])
        assert (need.state, need.basis) == ("closed", "lapsed")
    assert await needs.events("needs.survey.answered.v1") == []


async def test_a_dispute_reopens_the_need_even_after_a_confirmation(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.done(team)
    await town.step(order, "confirmation", town.resident, {})

    disputed = await town.step(order, "dispute", town.resident, {"reason": "第二天又堵了"})

    assert disputed["state"] == "disputed"
    assert await town.state_of(order["need_id"]) is NeedState.CLASSIFIED
    assert [told["order_id"] for told in await needs.events("needs.order.disputed.v1")] == [
        order["id"]
    ]


@pytest.mark.parametrize(
    ("path", "body"),
    [("dispute", {"reason": "没有修好"}), ("confirmation", None)],
)
async def test_what_a_team_served_is_confirmed_and_disputed_with_its_order(
    needs: ServiceKit, path: str, body: object
) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())

    answer = await needs.post(f"/needs/{order['need_id']}/{path}", body, as_=town.resident)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/order-confirms-need")
    assert await town.state_of(order["need_id"]) is NeedState.RESOLVED


async def test_a_dispute_after_the_window_is_refused_with_its_date(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    needs.now = at("17:30", day=9)

    answer = await needs.post(
        f"/orders/{order['id']}/dispute", {"reason": "没有修好"}, as_=town.resident
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/window-closed")
    assert answer.json()["closed_at"].startswith("2026-03-09T")


async def test_only_the_resident_confirms(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())

    answer = await needs.post(f"/orders/{order['id']}/confirmation", {}, as_=town.staff)

    assert answer.status_code == 403


async def test_a_no_show_is_one_only_after_the_promised_time(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    late = await town.team()
    other = await town.team(latitude=POINT[0] + 0.03)
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "acceptance", town.member(late))
    path, body = f"/orders/{order['id']}/no-show", {"reason": "一直没来"}
    early = await needs.post(path, body, as_=town.resident)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/too-early")
    needs.now = at("12:00")

    answer = await needs.post(path, body, as_=town.resident)

    assert answer.json()["state"] == "no_show"
    orders = await town.orders(need_id=need_id)
    assert (orders[-1]["state"], orders[-1]["team_id"]) == ("offered", str(other.team_id))
    assert await town.state_of(need_id) is NeedState.DISPATCHING
    [told] = await needs.events("needs.order.failed.v1")
    assert told["reason"] == "no_show"


@pytest.mark.parametrize(
    ("step", "by_team", "state"),
    [("failure", True, "failed"), ("reassignment", False, "reassigned")],
)
async def test_an_order_that_breaks_off_goes_to_another_team(
    needs: ServiceKit, step: str, *, by_team: bool, state: str
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    order = await town.on_site(team)
    other = await town.team(latitude=POINT[0] + 0.03)
    actor = town.member(team) if by_team else town.staff

    broken = await town.step(order, step, actor, {"reason": "需要专用设备"})

    assert broken["state"] == state
    orders = await town.orders(need_id=order["need_id"])
    assert orders[-1]["team_id"] == str(other.team_id)


async def test_steps_out_of_order_are_refused_with_what_is_allowed(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need()
    [order] = await town.orders(need_id=need_id)

    answer = await needs.post(f"/orders/{order['id']}/departure", as_=town.member(team))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/illegal-move")
    assert "accept" in answer.json()["allowed"]


@pytest.mark.parametrize(
    ("sensitivity", "seen_by"),
    [
        ("public", {*STAFF, Role.AUDITOR}),
        ("restricted", {Role.RECEIVER, Role.COMMUNITY_MANAGER, Role.STREET_OFFICER}),
        ("confidential", {Role.COMMUNITY_MANAGER, Role.STREET_OFFICER}),
    ],
)
async def test_who_may_not_see_a_need_sees_neither_its_order_nor_its_survey(
    needs: ServiceKit, sensitivity: str, seen_by: set[Role]
) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    await town.step(order, "confirmation", town.resident, {"score": 5})
    async with needs.begin() as uow:
        (await uow.get(Need, order["need_id"])).sensitivity = Sensitivity(sensitivity)

    async def found(path: str, role: Role) -> bool:
        who = needs.actor(role, region=town.community)
        return bool((await needs.get(path, as_=who)).json()["items"])

    callers = (*STAFF, Role.AUDITOR)
    one = [
        await needs.get(f"/orders/{order['id']}", as_=needs.actor(role, region=town.community))
        for role in callers
    ]
    assert {role for role in callers if await found("/orders", role)} == seen_by
    assert {role for role in callers if await found("/surveys", role)} == seen_by
    assert [answer.status_code for answer in one] == [
        200 if role in seen_by else 404 for role in callers
    ]
