from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credit.account.model import Account
from services.credit.expiry.rules import Sums, last_day, left_by_year, left_upto
from services.credit.expiry.use_cases import next_look
from shared.clock import LOCAL
from shared.contracts.credit import CreditsExpiring
from shared.testing.kit import ServiceKit
from tests.credit.facts import split
from tests.credit.given import organization_state
from tests.credit.spending import Scene, a_scene, neighbor
from tests.credit.test_penalty_api import NOT, appealed, step


def sums(spent: int = 0, expired: int = 0, held: int = 0, **earned: int) -> Sums:
    return Sums({int(year[1:]): of for year, of in earned.items()}, spent, expired, held)


def test_the_oldest_credits_are_used_first() -> None:
    found = left_by_year(sums(y2024=100, y2025=50, y2026=30, spent=120))

    assert [*found.items()] == [(2025, 30), (2026, 30)]


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        (sums(y2024=100), 100),
        (sums(y2024=100, y2025=50, spent=30), 70),
        (sums(y2024=100, y2025=50, spent=130), 0),
        (sums(y2024=100, expired=100), 0),
        (sums(y2024=100, held=60), 40),
        (sums(y2026=-21, spent=-21), 0),  # owes what was passed on to it
        (sums(y2024=20, y2026=-21, spent=-1), 0),
    ],
)
def test_what_expires_is_what_was_earned_less_spent_expired_and_held(
    given_: Sums, left: int
) -> None:
    assert left_upto(given_, 2024) == left


amounts = st.integers(min_value=0, max_value=10_000)


@given(st.lists(amounts, min_size=1, max_size=6), amounts, amounts)
def test_the_parts_sum_to_what_is_available(earned: list[int], spent: int, held: int) -> None:
    given_ = Sums({2020 + index: of for index, of in enumerate(earned)}, spent, 0, held)

    parts = left_by_year(given_).values()

    assert sum(parts) == max(0, sum(earned) - spent - held)
    assert all(part > 0 for part in parts)


def test_credits_can_be_used_to_the_end_of_the_second_year_after() -> None:
    assert last_day(2024, years=2, today=date(2025, 1, 1)) == date(2026, 12, 31)
    assert last_day(2024, years=1, today=date(2026, 3, 2)) == date(2026, 12, 31)


def test_warnings_come_ninety_and_thirty_days_before() -> None:
    assert next_look(date(2026, 3, 2)) == date(2026, 10, 2)
    assert next_look(date(2026, 10, 2)) == date(2026, 12, 1)
    assert next_look(date(2026, 12, 1)) == date(2027, 1, 1)


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    made = await a_scene(credit)
    await made.earn(100, effective_on=date(2024, 6, 1))
    await made.earn(50, effective_on=date(2025, 6, 1))
    await credit.tick()
    return made


async def test_an_account_shows_what_expires_when(scene: Scene) -> None:
    answer = await scene.credit.get(f"/accounts/{scene.account_id}/expiring", as_=scene.manager)

    assert answer.json()["items"] == [
        {"earned_in": 2024, "amount": 100, "expires_on": "2026-12-31"},
        {"earned_in": 2025, "amount": 50, "expires_on": "2027-12-31"},
    ]


async def test_credits_are_warned_of_twice_and_then_expire(scene: Scene) -> None:
    for day in ((2026, 10, 2), (2026, 12, 1)):
        await scene.credit.tick(datetime(*day, tzinfo=LOCAL))
    before = await scene.stands()

    await scene.credit.tick(datetime(2027, 1, 1, tzinfo=LOCAL))

    told = await scene.credit.events("credit.account.expiring.v1")
    warned = [CreditsExpiring.model_validate(one) for one in told]
    assert [(one.amount, one.expires_on) for one in warned] == [(100, date(2026, 12, 31))] * 2
    assert (before, await scene.stands()) == ((150, 0, 0), (50, 0, 0))


@pytest.mark.parametrize(
    ("years", "warned", "ends", "left"),
    [(3, [], ["2027", "2028"], 150), (1, [150, 150], ["2026", "2026"], 0)],
)
async def test_a_city_says_for_how_long_and_changes_it_at_new_year_only(
    scene: Scene, years: int, warned: list[int], ends: list[str], left: int
) -> None:
    where = {"region_id": str(scene.city.id), "valid_from": "2026-06-01T00:00:00+08:00"}
    setting = where | {"name": "credit.expiry.years", "value": years, "source": "太民发1号"}
    assert (await scene.credit.post("/policies", setting, as_=scene.officer())).is_success
    place = f"/accounts/{scene.account_id}/expiring"

    shown = (await scene.credit.get(place, as_=scene.manager)).json()["items"]
    for day in ((2026, 10, 2), (2026, 12, 1), (2026, 12, 31)):
        await scene.credit.tick(datetime(*day, tzinfo=LOCAL))
    body = {"account_id": str(scene.account_id), "item_id": await scene.item(price=150)}
    asked = (await scene.credit.post("/redemptions", body, as_=scene.manager)).json()
    await scene.credit.post(f"/redemptions/{asked['id']}/cancellation", as_=scene.manager)
    await scene.credit.tick(datetime(2027, 1, 1, tzinfo=LOCAL))

    told = await scene.credit.events("credit.account.expiring.v1")
    assert [one["amount"] for one in told] == warned
    assert [item["expires_on"] for item in shown] == [f"{year}-12-31" for year in ends]
    assert (asked.get("price"), await scene.stands()) == (150, (left, 0, 0))


async def test_what_ended_while_it_was_held_expires_when_it_is_free_again(scene: Scene) -> None:
    await scene.credit.tick(datetime(2026, 12, 20, tzinfo=LOCAL))
    asked = []
    for price in (30, 40):
        body = {
            "account_id": str(scene.account_id),
            "item_id": await scene.item(price=price),
        }
        asked.append((await scene.credit.post("/redemptions", body, as_=scene.manager)).json())
    await scene.credit.tick(datetime(2027, 1, 1, tzinfo=LOCAL))
    stood = [await scene.stands()]

    for redemption in asked:
        place = f"/redemptions/{redemption['id']}/cancellation"
        await scene.credit.post(place, as_=scene.manager)
        await scene.credit.tick()
        stood.append(await scene.stands())

    assert stood == [(120, 70, 0), (90, 40, 0), (50, 0, 0)]


async def test_what_ended_is_not_spent_while_the_timer_is_late(scene: Scene) -> None:
    body = {"account_id": str(scene.account_id), "item_id": await scene.item(price=51)}
    scene.credit.now = datetime(2027, 1, 1, 0, 0, 1, tzinfo=LOCAL)

    refused = await scene.credit.post("/redemptions", body, as_=scene.manager)
    enough = body | {"item_id": await scene.item(price=50)}
    answer = await scene.credit.post("/redemptions", enough, as_=scene.manager)
    await scene.credit.tick()

    assert (refused.status_code, refused.json().get("available")) == (409, 50)
    assert (answer.status_code, await scene.stands()) == (201, (50, 50, 0))


async def test_what_is_free_again_is_not_warned_of_once_more(scene: Scene) -> None:
    await scene.credit.tick(datetime(2026, 10, 2, tzinfo=LOCAL))
    body = {"account_id": str(scene.account_id), "item_id": await scene.item(price=30)}
    for _ in range(2):
        asked = (await scene.credit.post("/redemptions", body, as_=scene.manager)).json()
        place = f"/redemptions/{asked['id']}/cancellation"
        await scene.credit.post(place, as_=scene.manager)
        await scene.credit.tick()

    await scene.credit.tick(datetime(2026, 12, 1, tzinfo=LOCAL))

    assert len(await scene.credit.events("credit.account.expiring.v1")) == 2


async def test_what_had_ended_when_a_penalty_was_taken_back_expires_at_once(scene: Scene) -> None:
    await scene.credit.tick(datetime(2026, 12, 20, tzinfo=LOCAL))
    penalty = await appealed(scene, points=60)
    await scene.credit.tick(datetime(2027, 1, 1, tzinfo=LOCAL))
    before = await scene.stands()

    await step(scene, penalty, "review", NOT, scene.officer())
    await scene.credit.tick()

    assert (before, await scene.stands()) == ((50, 0, 0), (50, 0, 0))


async def test_what_is_adjusted_in_a_year_that_ended_expires_at_once(scene: Scene) -> None:
    async with scene.credit.begin() as uow:
        account = await uow.get(Account, scene.account_id)
        account.opened_at = datetime(2023, 1, 1, tzinfo=LOCAL)
    asked = {"kind": "adjust", "credit": str(scene.account_id), "amount": 70}
    why = {"effective_on": "2023-05-01", "reason": "补记 2023 年服务", "evidence": ["台账"]}
    grant = (await scene.credit.post("/transfers", asked | why, as_=scene.officer())).json()

    await scene.credit.post(f"/grants/{grant['id']}/approval", {}, as_=scene.officer())
    posted = await scene.stands()
    await scene.credit.tick()

    assert (posted, await scene.stands()) == ((220, 0, 0), (150, 0, 0))


async def test_what_had_ended_when_it_passed_on_expires_with_the_successor(scene: Scene) -> None:
    heir, late = await neighbor(scene), organization_state(scene.community)
    shares = {heir.organization_id: 5_000, late.organization_id: 5_000}
    await scene.credit.receive(split(scene.organization_id, shares, scene.community))
    await scene.credit.tick(datetime(2027, 1, 1, tzinfo=LOCAL))

    await scene.credit.receive(late)
    await scene.credit.tick()

    assert await heir.stands() == (25, 0, 0)


async def test_a_year_after_it_was_closed_an_account_is_emptied(scene: Scene) -> None:
    told = organization_state(
        scene.community, organization_id=scene.organization_id, version=2, state="canceled"
    )
    await scene.credit.receive(told)
    kept = await scene.stands()

    await scene.credit.tick(scene.credit.now + timedelta(days=365))

    assert (kept, await scene.stands()) == ((150, 0, 0), (0, 0, 0))
    assert len(await scene.credit.events("credit.account.closed.v1")) == 1


async def test_how_long_credits_are_kept_is_no_number_of_working_days(scene: Scene) -> None:
    """Their calendar ends sooner, and with it nobody's account could be closed."""
    kept = {"name": "credit.closed.kept", "value": {"value": 1_000, "unit": "wd"}}
    where = {"region_id": str(scene.city.id), "valid_from": "2026-01-01T00:00:00+08:00"}
    setting = kept | where | {"source": "太民发1号"}

    refused = await scene.credit.post("/policies", setting, as_=scene.officer())
    await scene.credit.receive(
        organization_state(
            scene.community, organization_id=scene.organization_id, version=2, state="canceled"
        )
    )

    assert refused.status_code == 422
    assert len(await scene.credit.events("credit.account.closed.v1")) == 1
