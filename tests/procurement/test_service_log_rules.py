"""What makes a record of service credible."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.procurement.service_log.errors import (
    ForeignWorker,
    NotYetServed,
    OutsideContract,
    OutsideTargetGroup,
    StartAfterEnd,
    TooFewAttending,
    WorkerNotRegistered,
    WorkerUnderQualified,
)
from services.procurement.service_log.rules import (
    Entry,
    Worker,
    check_method,
    check_target,
    check_time,
    check_workers,
    is_late,
    is_over_cap,
)
from services.procurement.service_log.states import CaseworkPhase
from services.procurement.working_time.errors import TooManyHours, WorkerOverlap
from services.procurement.working_time.rules import Busy, check_load, minutes_by_day
from shared import ids
from shared.clock import LOCAL
from shared.errors import BadValue

WORKER, ORGANIZATION = ids.new(), ids.new()
NOW = datetime(2026, 3, 2, 18, 0, tzinfo=LOCAL)
PERIOD = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 8, 31)}


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL)


def an_entry(**fields: Any) -> Entry:
    given: dict[str, Any] = {
        "item_id": ids.new(),
        "worker_ids": (WORKER,),
        "starts_at": at(9),
        "ends_at": at(11),
        "community_id": ids.new(),
        "place": "社区活动室",
        "qty": 1,
        "beneficiaries": ("a",),
        "headcount": 1,
        "phase": CaseworkPhase.INTERVENTION,
        "session": None,
        "sessions": None,
        "attachments": (),
        "narrative": None,
    }
    return Entry(**given | fields)


GROUP = {"phase": None, "session": 1, "sessions": 6, "headcount": 3}


@pytest.mark.parametrize(
    ("refusal", "entry"),
    [
        (StartAfterEnd, an_entry(starts_at=at(11), ends_at=at(11))),
        (StartAfterEnd, an_entry(starts_at=at(12), ends_at=at(11))),
        (NotYetServed, an_entry(starts_at=at(17), ends_at=at(18, 1))),
        (OutsideContract, an_entry(starts_at=at(9) - timedelta(days=2), ends_at=at(11, day=1))),
    ],
)
def test_an_impossible_time_is_refused(refusal: type[Exception], entry: Entry) -> None:
    with pytest.raises(refusal):
        check_time(entry, **PERIOD, at=NOW)


def test_a_service_that_ends_this_very_moment_is_recorded() -> None:
    check_time(an_entry(starts_at=at(17), ends_at=NOW), **PERIOD, at=NOW)


def test_the_last_day_lasts_until_midnight() -> None:
    period = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 3, 1)}
    begins, midnight = at(22, day=1), at(0)

    check_time(an_entry(starts_at=begins, ends_at=midnight), **period, at=NOW)

    later = midnight + timedelta(microseconds=1)
    with pytest.raises(OutsideContract):
        check_time(an_entry(starts_at=begins, ends_at=later), **period, at=NOW)


def test_a_service_after_the_last_day_is_refused() -> None:
    period = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 3, 1)}

    with pytest.raises(OutsideContract):
        check_time(an_entry(), **period, at=NOW)


@pytest.mark.parametrize(
    ("method", "entry", "pointer"),
    [
        ("casework", an_entry(phase=None), "/phase"),
        ("groupwork", an_entry(**GROUP | {"phase": CaseworkPhase.INTAKE}), "/phase"),
        ("groupwork", an_entry(**GROUP | {"session": None}), "/session"),
        ("groupwork", an_entry(**GROUP | {"session": 7}), "/session"),
        ("community_work", an_entry(phase=None, session=1, sessions=1), "/session"),
        ("community_work", an_entry(phase=None, beneficiaries=(), headcount=0), "/headcount"),
        ("community_work", an_entry(phase=None, beneficiaries=("a", "b")), "/headcount"),
    ],
)
def test_what_the_method_asks_for_must_be_said(method: str, entry: Entry, pointer: str) -> None:
    with pytest.raises(BadValue) as refused:
        check_method(entry, method)

    assert refused.value.pointer == pointer


def test_a_group_of_two_is_no_group() -> None:
    with pytest.raises(TooFewAttending) as refused:
        check_method(an_entry(**GROUP, beneficiaries=("a", "b")), "groupwork")

    assert (refused.value.attending, refused.value.attending_min) == (2, 3)


def test_each_method_has_its_good_record() -> None:
    check_method(an_entry(), "casework")
    check_method(an_entry(**GROUP, beneficiaries=("a", "b", "c")), "groupwork")
    check_method(an_entry(phase=None, beneficiaries=(), headcount=40), "community_work")


def check(*workers: Worker, needed: str | None = None) -> None:
    check_workers(
        workers, organization_ids={ORGANIZATION}, needed=needed, served_on=date(2026, 3, 2)
    )


def a_worker(**fields: Any) -> Worker:
    given: dict[str, Any] = {
        "id": WORKER,
        "organization_id": ORGANIZATION,
        "level": "assistant",
        "registered_until": date(2026, 3, 2),
    }
    return Worker(**given | fields)


@pytest.mark.parametrize(
    ("refusal", "refused"),
    [
        (ForeignWorker, lambda: check(a_worker(organization_id=ids.new()))),
        (ForeignWorker, lambda: check(a_worker(organization_id=None))),
        (WorkerNotRegistered, lambda: check(a_worker(registered_until=date(2026, 3, 1)))),
        (WorkerNotRegistered, lambda: check(a_worker(registered_until=None))),
        (WorkerUnderQualified, lambda: check(a_worker(), needed="social_worker")),
        (WorkerUnderQualified, lambda: check(a_worker(level=None), needed="assistant")),
    ],
)
def test_a_worker_who_does_not_count_is_refused(
    refusal: type[Exception], refused: Callable[[], None]
) -> None:
    with pytest.raises(refusal):
        refused()


def test_one_qualified_worker_is_enough_and_registration_holds_on_its_last_day() -> None:
    check(a_worker(), a_worker(id=ids.new(), level="senior"), needed="social_worker")


def busy(start: datetime, end: datetime) -> Busy:
    return Busy(WORKER, ids.new(), start, end)


def load(start: datetime, end: datetime, *others: Busy) -> None:
    check_load([WORKER], start, end, busy=others)


def test_overlapping_logs_of_one_worker_are_refused_and_touching_ones_are_not() -> None:
    load(at(9), at(11), busy(at(7), at(9)), busy(at(11), at(12)))
    with pytest.raises(WorkerOverlap):
        load(at(9), at(11), busy(at(10, 59), at(12)))


def test_twelve_hours_a_day_are_served_and_not_a_minute_more() -> None:
    load(at(8), at(12), busy(at(13), at(21)))
    with pytest.raises(TooManyHours) as refused:
        load(at(8), at(12, 1), busy(at(13), at(21)))

    assert (refused.value.minutes, refused.value.minutes_max) == (721, 720)


def test_a_night_counts_on_both_its_days() -> None:
    counted = minutes_by_day(at(22), at(3, day=3))

    assert counted == {date(2026, 3, 2): 120, date(2026, 3, 3): 180}


def test_beneficiaries_belong_to_the_target_group_where_there_is_one() -> None:
    check_target(["empty_nest_elderly"], ["empty_nest_elderly"])
    check_target([None], [])
    with pytest.raises(OutsideTargetGroup):
        check_target(["empty_nest_elderly", None], ["empty_nest_elderly"])


def test_after_seven_days_an_entry_is_late() -> None:
    entry = an_entry()

    assert not is_late(entry, at=entry.ends_at + timedelta(days=7))
    assert is_late(entry, at=entry.ends_at + timedelta(days=7, seconds=1))


def test_more_than_the_cap_is_flagged() -> None:
    item = {"qty": 30, "cap_ratio_bp": 11_000}

    assert not is_over_cap(33, item)
    assert is_over_cap(34, item)
