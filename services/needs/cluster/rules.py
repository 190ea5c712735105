"""When a demand is watched, hot or gone, and the brief it becomes (spec/needs.md §2.4)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.needs.classification.rules import (
    RULE_VERSION,
    Decision,
    Features,
    Route,
    Thresholds,
    classify,
)
from services.needs.demand.rules import WINDOW_DAYS
from shared.records import fingerprint
from shared.target_groups import TargetGroup

BREADTH_RULE = "R4"
HOT_ROUTES = frozenset({Route.PROJECT, Route.PURCHASE})
"""The ways of rules R5 and R4: a need that goes one of them makes its cluster hot."""

SHOWN_FROM = 5
"""Fewer households, or needs of one group, are not told: people could be recognized (§2.8)."""

RESOLVED = "居民协商已形成决议，"

WAYS = {Route.PROJECT: "立项实施", Route.PURCHASE: "政府购买服务"}


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A demand as counted now, and what the rules say about it."""

    households: int
    needs: int
    rule: str
    route: Route
    demand: float
    """D, unclamped: full from 1 on."""
    breadth: float
    """B by its limit."""
    figures: dict[str, float]
    resolution: dict[str, str] | None = None
    """Id and hash of the resolution by which the place settled its dispute."""

    @property
    def hot(self) -> bool:
        """Whether the rules make a project or a purchase of it."""
        return self.route in HOT_ROUTES

    @property
    def disputed(self) -> bool:
        """Whether the place has to deliberate first: however strong, no brief is made of it."""
        return self.route is Route.DELIBERATION

    def strength(self, rule: str | None) -> float:
        """How full the figure is that made it hot: breadth for R4, demand for R5."""
        return self.breadth if rule == BREADTH_RULE else self.demand


def tally(known: Features, limits: Thresholds, decision: Decision, *, needs: int) -> Tally:
    """The figures of a demand, rounded to six places."""
    demand = known.demand(limits.demand_share)
    figures = {
        "demand": demand,
        "professionality": known.professionality,
        "dispersion": known.dispersion,
        "breadth": known.breadth,
        "controversy": known.controversy,
        "utilization": known.utilization,
    }
    return Tally(
        households=known.asking,
        needs=needs,
        rule=decision.rule,
        route=decision.route,
        demand=demand,
        breadth=known.breadth / limits.breadth,
        figures={name: round(figure, 6) for name, figure in figures.items()},
    )


def after_resolution(known: Features, limits: Thresholds, decision: Decision) -> Decision:
    """What a dispute that a resolution settled becomes: as without it, a project at least.

    Where too few still ask, it stays what it is.
    """
    if decision.route is not Route.DELIBERATION or known.asking < limits.watch_households:
        return decision
    undisputed = classify(replace(known, controversy=0.0), limits)
    return undisputed if undisputed.route in HOT_ROUTES else replace(decision, route=Route.PROJECT)


def falls_below(value: float, *, limit: float, keep: float) -> bool:
    """Hysteresis: what once reached its limit only falls back below `keep` times the limit."""
    return round(value, 6) < round(keep * limit, 6)


def public_summary(category: str, households: int) -> str:
    """What anyone may read about a cluster."""
    return f"近 {WINDOW_DAYS} 天，本社区有 {households} 户居民提出“{category}”需求。"


def told_groups(groups: Iterable[Iterable[TargetGroup]]) -> dict[str, int]:
    """How many needs name which vulnerable group; small numbers are left out."""
    counted = Counter(group for named in groups for group in named)
    return {str(group): n for group, n in sorted(counted.items()) if n >= SHOWN_FROM}


def brief(
    counted: Tally,
    *,
    category: Mapping[str, str],
    region: Mapping[str, str],
    groups: Mapping[str, int],
    beneficiaries: int,
) -> dict[str, Any]:
    """The brief: figures only, never what residents wrote. `category` and `region`: code, name."""
    way = WAYS[counted.route]
    d, p = counted.figures["demand"], counted.figures["professionality"]
    s, u = counted.figures["dispersion"], counted.figures["utilization"]
    return {
        "title": f"{region['name']}{category['name']}{way}",
        "summary": (
            f"近 {WINDOW_DAYS} 天，{region['name']}有 {counted.households} 户居民提出"
            f"“{category['name']}”需求 {counted.needs} 件，涉及 {beneficiaries} 人。"
            f"旺盛程度 {d:.2f}，专业性 {p:.2f}，分散程度 {s:.2f}，菜单占用 {u:.2f}，"
            f"符合规则 {counted.rule}，{RESOLVED if counted.resolution else ''}建议{way}。"
        ),
        "category": dict(category),
        "region": dict(region),
        "window_days": WINDOW_DAYS,
        "households": counted.households,
        "needs": counted.needs,
        "beneficiaries": beneficiaries,
        "target_groups": dict(groups),
        "route": str(counted.route),
        "rule": counted.rule,
        "rule_version": RULE_VERSION,
        "figures": counted.figures,
    } | ({"resolution": counted.resolution} if counted.resolution else {})


def snapshot_sha256(told: Mapping[str, Any], need_ids: Iterable[UUID]) -> str:
    """The hash, in hex, of the brief with the needs it stands for, as canonical JSON (RFC 8785)."""
    snapshot = {"brief": dict(told), "need_ids": sorted(str(one) for one in need_ids)}
    return fingerprint(snapshot)
