"""Promises: golden due times, pauses, and the ladder."""

from datetime import datetime, timedelta

import pytest

from services.needs.clock.model import SlaClock, due_of
from services.needs.clock.rules import ClockName, Level, Pace
from services.needs.clock.states import ClockState
from services.needs.clock.use_cases import PROMISED
from shared import ids
from shared.clock import LOCAL
from shared.durations import Duration, due
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import a_need, a_receiver, a_resident

DAY = Duration(value=1, unit="wd")


def at(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL)


def a_clock(target: Duration, start: datetime) -> SlaClock:
    planned = due(start, target)
    return SlaClock(
        need_id=ids.new(),
        region_id=ids.new(),
        name=ClockName.FINISH,
        target=target.model_dump(mode="json"),
        calendar_version="test",
        started_at=start,
        due_at=planned.at,
        due_provisional=planned.provisional,
    )


@pytest.mark.parametrize(
    ("start", "days", "day"),
    [
        (at(9, 30), 5, (10, 13)),  # over the National Day holiday, Saturday the 10th works
        (at(9, 17), 3, (9, 21)),
        (at(2, 13), 5, (2, 27)),
    ],
)
def test_working_days_follow_the_announced_calendar(
    start: datetime, days: int, day: tuple[int, int]
) -> None:
    planned = due_of(start, Duration(value=days, unit="wd"), [])

    assert planned.at == at(*day, 17, 30)
    assert not planned.provisional


def test_a_year_without_its_notice_gives_a_provisional_date() -> None:
    clock = a_clock(Duration(value=5, unit="wd"), at(12, 29))

    assert clock.due_provisional


def test_a_pause_moves_the_due_time_and_the_log_alone_decides() -> None:
    clock = a_clock(Duration(value=3, unit="wd"), at(3, 2))

    clock.pause(at=at(3, 3))
    clock.resume(at=at(3, 5, 16))
    clock.pause(at=at(3, 6))
    clock.resume(at=at(3, 6, 17))

    assert clock.due_at == at(3, 9, 17, 30)  # two working days later
    assert (
        clock.due_at
        == due_of(clock.started_at, Duration.model_validate(clock.target), clock.pauses).at
    )


def test_the_very_instant_is_in_time_and_a_second_later_is_not() -> None:
    in_time, late = a_clock(DAY, at(3, 2)), a_clock(DAY, at(3, 2))

    in_time.stop(at=at(3, 3, 17, 30))
    late.stop(at=at(3, 3, 17, 30) + timedelta(seconds=1))

    assert (in_time.state, late.state) == (ClockState.MET, ClockState.BREACHED)


def test_what_is_promised_at_which_pace() -> None:
    urgent = PROMISED[ClockName.ACCEPT, Pace.URGENT]
    assert urgent.default == Duration(value=2, unit="h", hours="work")
    assert PROMISED[ClockName.FINISH, Pace.EMERGENCY].default == Duration(value=24, unit="h")
    assert (ClockName.ON_SITE, Pace.LOW) not in PROMISED
    assert (ClockName.DESIGN, Pace.EMERGENCY) not in PROMISED
    assert len(PROMISED) == 26


async def test_the_ladder_is_climbed_one_step_at_a_time_and_each_once(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)
    need = await a_need(needs, community, by=resident)  # accept within one working day

    due_at = at(3, 3, 17, 30)
    warned = needs.now + (due_at - needs.now) * 0.8
    levels = []
    for moment in (
        warned - timedelta(seconds=1),
        warned,
        due_at,
        at(3, 5, 17, 30),
        at(3, 10, 17, 30),
    ):
        await needs.tick(moment)
        await needs.tick(moment)
        levels.append([fact["level"] for fact in await needs.events("needs.clock.breached.v1")])

    assert levels == [[], [0], [0, 1], [0, 1, 2], [0, 1, 2, 3]]
    detail = (await needs.get(f"/needs/{need['id']}", as_=resident)).json()
    assert [clock["state"] for clock in detail["clocks"]] == ["breached"]
    await needs.tick(at(4, 30))
    assert len(await needs.events("needs.clock.breached.v1")) == len(Level)


async def test_a_worker_that_slept_tells_everything_it_missed(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    await a_need(needs, community)

    await needs.tick(at(3, 5, 17, 30))

    told = await needs.events("needs.clock.breached.v1")
    assert [fact["level"] for fact in told] == [0, 1, 2]


async def test_a_late_acceptance_is_a_breach_even_before_the_worker_looks(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    need = await a_need(needs, community)

    needs.now = at(3, 4)
    await needs.post(f"/needs/{need['id']}/acceptance", as_=receiver)
    await needs.tick()

    told = await needs.events("needs.clock.breached.v1")
    assert [(fact["clock"], fact["level"]) for fact in told] == [("accept", 0), ("accept", 1)]
    clocks = (await needs.get(f"/needs/{need['id']}", as_=receiver)).json()["clocks"]
    assert {clock["name"]: clock["state"] for clock in clocks} == {
        "accept": "breached",
        "route": "running",
        "finish": "running",
    }


async def test_asking_the_resident_stops_the_clock_until_he_answers(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    need = await a_need(needs, community, by=resident)
    path = f"/needs/{need['id']}"

    await needs.post(f"{path}/information-request", {"question": "几号楼？"}, as_=receiver)
    await needs.tick(at(3, 5, 11))
    await needs.post(f"{path}/information", {"information": "3号楼"}, as_=resident)

    assert await needs.events("needs.clock.breached.v1") == []
    clock = (await needs.get(path, as_=resident)).json()["clocks"][0]
    assert clock["state"] == "running"
    assert datetime.fromisoformat(clock["due_at"]) == at(3, 6, 17, 30)


async def test_an_emergency_must_be_accepted_within_a_quarter_of_an_hour(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)

    need = await a_need(needs, community, by=resident, title="厨房起火了")

    clock = (await needs.get(f"/needs/{need['id']}", as_=resident)).json()["clocks"][0]
    assert datetime.fromisoformat(clock["due_at"]) == needs.now + timedelta(minutes=15)
