"""A check-in tells nobody where somebody lives, and who has come is not missed."""

from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT, given_a_town

FAR = {"latitude": POINT[0] + 0.01, "longitude": POINT[1]}


async def test_a_team_learns_how_far_the_place_is_only_on_its_way_there(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    await town.need()
    [order] = await town.orders()
    member = town.member(team)

    told = [await needs.post(f"/orders/{order['id']}/check-in", FAR, as_=member)]
    for step in ("acceptance", "departure", "failure"):
        await town.step(order, step, member, {"reason": "车坏了"} if step == "failure" else None)
        told.append(await needs.post(f"/orders/{order['id']}/check-in", FAR, as_=member))

    kinds = [answer.json()["type"].removeprefix("/problems/") for answer in told]
    assert kinds == ["illegal-move", "illegal-move", "too-far-away", "illegal-move"]
    assert ["metres" in answer.json() for answer in told] == [False, False, True, False]


async def test_who_is_there_before_the_promised_time_is_not_to_be_reported_later(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    order = await town.on_site(await town.team())

    answer = await needs.post(
        f"/orders/{order['id']}/no-show", {"reason": "一直没来"}, as_=town.resident
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/illegal-move")
