"""When a demand is watched, hot or gone, and what is told of it."""

from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from services.needs.classification.rules import Features, Route, classify
from services.needs.classification.use_cases import DEFAULTS
from services.needs.cluster.model import Cluster
from services.needs.cluster.rules import (
    Tally,
    brief,
    falls_below,
    public_summary,
    snapshot_sha256,
    tally,
    told_groups,
)
from services.needs.cluster.states import ClusterState
from services.needs.demand.rules import opposition
from services.needs.membership.errors import NotAsked
from services.needs.membership.model import Membership
from services.needs.membership.rules import goes_in
from services.needs.need.states import NeedState
from shared import ids
from shared.contracts.needs import ClusterDissolved
from shared.target_groups import TargetGroup
from shared.testing.kit import MONDAY

S = ClusterState


def counted(asking: int, **fields: Any) -> Tally:
    """Counselling for lonely elders in a community of 800 households, as the rules see it."""
    given: dict[str, Any] = {
        "households": 800,
        "professionality": 0.75,
        "dispersion": 0.0,
        "breadth": 0.25,
        "controversy": 0.0,
        "utilization": 1.0,
        "item": False,
        "eligible_teams": 0,
    }
    known = Features(asking=asking, **given | fields)
    return tally(known, DEFAULTS, classify(known, DEFAULTS), needs=asking + 1)


def a_cluster() -> Cluster:
    return Cluster(region_id=ids.new(), category_code="mind.empty_nest")


def count(cluster: Cluster, now: Tally) -> ClusterDissolved | None:
    return cluster.recount(now, least=3, keep=0.7, at=MONDAY)


def test_twenty_households_make_it_hot_by_r5() -> None:
    cluster = a_cluster()

    count(cluster, counted(20))

    assert (cluster.state, cluster.rule, cluster.route) == (S.HOT, "R5", Route.PROJECT)
    assert (cluster.households, cluster.need_count) == (20, 21)
    assert cluster.figures["demand"] == 1.25


def test_breadth_makes_it_hot_by_r4() -> None:
    cluster = a_cluster()

    count(cluster, counted(4, professionality=0.25, breadth=0.375))

    assert (cluster.state, cluster.rule, cluster.route) == (S.HOT, "R4", Route.PURCHASE)


def test_fifteen_households_are_watched_only() -> None:
    cluster = a_cluster()

    count(cluster, counted(15))

    assert (cluster.state, cluster.rule) == (S.WATCHING, None)


@pytest.mark.parametrize(("left", "state"), [(15, S.HOT), (12, S.HOT), (11, S.WATCHING)])
def test_a_hot_cluster_cools_only_below_seven_tenths(left: int, state: ClusterState) -> None:
    cluster = a_cluster()
    count(cluster, counted(20))

    count(cluster, counted(left))  # of 16: 12 are 0.75, 11 are 0.6875

    assert cluster.state is state


@pytest.mark.parametrize(("breadth", "state"), [(0.21, S.HOT), (0.2, S.WATCHING)])
def test_one_hot_by_breadth_is_kept_by_breadth(breadth: float, state: ClusterState) -> None:
    cluster = a_cluster()
    count(cluster, counted(15, breadth=0.3))
    assert cluster.rule == "R4"

    count(cluster, counted(15, breadth=breadth))  # demand is still 0.94, and counts for nothing

    assert cluster.state is state


def test_one_that_cooled_must_reach_the_whole_limit_again() -> None:
    cluster = a_cluster()
    for asking in (20, 11, 15):
        count(cluster, counted(asking))

    assert cluster.state is S.WATCHING


def test_a_demand_that_is_gone_dissolves_and_says_so() -> None:
    cluster = a_cluster()

    kept = count(cluster, counted(3))
    gone = count(cluster, counted(2))

    assert kept is None
    assert gone is not None
    assert gone.cluster_id == cluster.id
    assert (cluster.state, cluster.ended_at) == (S.DISSOLVED, MONDAY)


def test_a_hot_demand_that_is_gone_dissolves_at_once() -> None:
    cluster = a_cluster()
    count(cluster, counted(20))

    assert count(cluster, counted(0)) is not None
    assert cluster.state is S.DISSOLVED


@given(st.lists(st.integers(0, 40), max_size=20))
def test_whatever_comes_a_counted_cluster_is_watched_hot_or_gone(figures: list[int]) -> None:
    cluster = a_cluster()
    for asking in figures:
        was = cluster.state
        gone = count(cluster, counted(asking))

        kept = S.HOT if asking >= 16 else was if asking >= 12 else S.WATCHING
        assert cluster.state == (kept if asking >= 3 else S.DISSOLVED)
        if gone is not None:
            return


def test_hysteresis_is_exact_at_its_limit() -> None:
    assert not falls_below(0.7, limit=1.0, keep=0.7)
    assert not falls_below(0.7 * 3, limit=3, keep=0.7)
    assert falls_below(0.699999, limit=1.0, keep=0.7)


def test_small_groups_are_not_told() -> None:
    groups = [[TargetGroup.ELDERLY, TargetGroup.EMPTY_NEST]] * 5 + [[TargetGroup.DISABLED]] * 4

    assert told_groups(groups) == {"elderly": 5, "empty_nest": 5}


def test_the_brief_is_made_of_figures() -> None:
    told = brief(
        counted(20),
        category={"code": "mind.empty_nest", "name": "空巢老人心理疏导"},
        region={"id": "r", "name": "桃园社区"},
        groups={"empty_nest": 12},
        beneficiaries=31,
    )

    assert told["title"] == "桃园社区空巢老人心理疏导立项实施"
    assert "有 20 户居民提出“空巢老人心理疏导”需求 21 件，涉及 31 人" in told["summary"]
    assert "旺盛程度 1.25，专业性 0.75" in told["summary"]
    assert (told["route"], told["rule"], told["households"]) == ("project", "R5", 20)
    assert "20 户" in public_summary("空巢老人心理疏导", 20)


def test_the_snapshot_is_the_same_whatever_the_order_of_the_needs() -> None:
    told: dict[str, Any] = {"title": "题目", "households": 20}
    need_ids = [ids.new() for _ in range(5)]

    sha = snapshot_sha256(told, need_ids)

    snapshot: Any = {"brief": told, "need_ids": sorted(str(one) for one in need_ids)}
    assert sha == snapshot_sha256(told, reversed(need_ids))
    assert sha == sha256(rfc8785.dumps(snapshot)).hexdigest()
    assert sha != snapshot_sha256(told, need_ids[1:])


def test_four_supports_say_nothing_about_controversy() -> None:
    assert opposition(opposing=4, supports=4) == 0.0
    assert opposition(opposing=3, supports=5) == 0.6
    assert opposition(opposing=0, supports=0) == 0.0


@pytest.mark.parametrize(
    ("state", "route", "joined", "goes"),
    [
        (NeedState.CLASSIFIED, Route.PROJECT, False, True),
        (NeedState.CLASSIFIED, Route.DELIBERATION, False, True),
        (NeedState.CLASSIFIED, Route.MANUAL, False, True),
        (NeedState.CLASSIFIED, Route.MENU, False, True),
        (NeedState.CLASSIFIED, Route.TRANSFER, False, False),
        (NeedState.CLASSIFIED, None, False, False),
        (NeedState.CLASSIFIED, None, True, True),
        (NeedState.DISPATCHING, Route.MENU, False, False),
        (NeedState.DISPATCHING, Route.MENU, True, True),
        (NeedState.IN_SERVICE, Route.MENU, True, False),
        (NeedState.RESOLVED, Route.MENU, True, False),
        (NeedState.SUBMITTED, None, True, False),
    ],
)
def test_who_waits_or_agreed_goes_in_and_nobody_who_is_served(
    state: NeedState, route: Route | None, joined: bool, goes: bool
) -> None:
    assert goes_in(state=state, route=route, joined=joined, over=False) is goes


@pytest.mark.parametrize(
    ("route", "joined", "goes"),
    [
        (Route.PROJECT, False, True),
        (Route.PURCHASE, False, True),
        (Route.DELIBERATION, False, True),
        (Route.MANUAL, False, False),
        (Route.MENU, False, False),
        (Route.MENU, True, True),
    ],
)
def test_a_project_that_is_over_met_who_was_meant_for_it_or_agreed(
    route: Route, joined: bool, goes: bool
) -> None:
    assert goes_in(state=NeedState.CLASSIFIED, route=route, joined=joined, over=True) is goes


def test_who_was_not_asked_cannot_join() -> None:
    membership = Membership(cluster_id=ids.new(), need_id=ids.new(), asked_at=None)

    with pytest.raises(NotAsked):
        membership.join(at=MONDAY)
