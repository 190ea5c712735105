"""The figures of an earning policy (spec/credit.md §3): integers and basis points, no floats."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shared.durations import Duration
from shared.errors import BadValue

BASIS = 10_000
"""One, in basis points: a factor of 12000 multiplies by 1.2."""

SATISFIED = 4
"""The lowest score of a satisfied resident; whoever is silent has not said so much."""

KIND_WORDS = {
    "menu": ("菜单服务", "menu service"),
    "group": ("小组工作", "group work"),
    "community": ("社区工作", "community work"),
    "casework": ("个案服务", "casework"),
    "integrated": ("综合服务", "integrated services"),
    "facility_operation": ("设施运营", "operation of a facility"),
    "training": ("培训", "training"),
    "other": ("其他服务", "other services"),
}
"""How people call a kind of service; another kind is shown by its code."""

UNIT_WORDS = {
    "s": ("秒", "s"),
    "min": ("分钟", "min"),
    "h": ("小时", "h"),
    "day": ("天", "days"),
    "wd": ("个工作日", "working days"),
}


@dataclass(frozen=True)
class Band:
    """What each beneficiary counts up to `upto` people; the last band has no end."""

    upto: int | None
    each: int


@dataclass(frozen=True)
class Rates:
    """One version's figures; every factor is in basis points."""

    bands: tuple[Band, ...]
    kinds: Mapping[str, int]
    vulnerable: int
    ratings: Mapping[int, int]
    unanswered: int
    household_turns: tuple[int, ...]
    """Factor of a household's 1st, 2nd … order with one organization; the last one stays."""
    household_days: int
    """How many days back a household's orders are counted."""
    daily_orders_per_member: int


def rates_of(document: Mapping[str, Any]) -> Rates:
    """The figures as they are stored, typed; a document that lacks one is a programming error."""
    return Rates(
        bands=tuple(Band(upto, each) for upto, each in document["bands"]),
        kinds=document["kinds"],
        vulnerable=document["vulnerable"],
        ratings={int(score): factor for score, factor in document["ratings"].items()},
        unanswered=document["unanswered"],
        household_turns=tuple(document["household_turns"]),
        household_days=document["household_days"],
        daily_orders_per_member=document["daily_orders_per_member"],
    )


def check_figures(rates: Rates, *, kinds: Collection[str]) -> None:
    """Refuse figures that contradict each other, or leave one of these kinds without a weight."""
    ends = [band.upto for band in rates.bands]
    if ends[-1] is not None or None in ends[:-1] or not _rising(ends[:-1]):
        raise BadValue(
            "/document/bands",
            "人数分档的上限应逐档增大，且只有最后一档不设上限。",
            "Each band must end above the one before, and only the last one has no end.",
        )
    if missing := sorted({*kinds} - {*rates.kinds}):
        raise BadValue(
            "/document/kinds",
            f"已有系数的服务类别不能缺少：{'、'.join(missing)}。",
            f"These kinds have had a weight and need one, be it zero: {', '.join(missing)}.",
        )
    if not _rising([rates.ratings[score] for score in sorted(rates.ratings)], equal=True):
        raise BadValue(
            "/document/ratings",
            "居民评分较高的系数不能低于评分较低的系数。",
            "A better rating must not count less than a worse one.",
        )
    if rates.unanswered > rates.ratings[SATISFIED]:
        raise BadValue(
            "/document/unanswered",
            f"居民未评价不能视为满意，系数不能高于评分 {SATISFIED} 分的系数。",
            f"Silence is not satisfaction: it must not count more than a score of {SATISFIED}.",
        )
    if not _rising([-factor for factor in rates.household_turns], equal=True):
        raise BadValue(
            "/document/household_turns",
            "同一家庭后一次订单的系数不能高于前一次。",
            "A household's later order must not count more than its earlier one.",
        )


def _rising(values: Sequence[Any], *, equal: bool = False) -> bool:
    return all(one < other or (equal and one == other) for one, other in pairwise(values))


def decimal(value: int, factors: int = 1) -> str:
    """A product of so many basis-point factors as an exact decimal number."""
    whole, rest = divmod(value, BASIS**factors)
    digits = f"{rest:0{4 * factors}d}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def described(rates: Rates, *, dispute_window: Duration) -> tuple[list[str], list[str]]:
    """The figures as Chinese and English sentences, for whoever earns by them."""
    zh, en = UNIT_WORDS[dispute_window.unit]
    silence = (
        f"居民在 {dispute_window.value} {zh}内未评价也未提出异议的，按未评价入账。",
        f"Silence is final after {dispute_window.value} {en}.",
    )
    lines = [*_of_people(rates), _of_ratings(rates), *_of_limits(rates), silence]
    return [zh for zh, _ in lines], [en for _, en in lines]


def _of_people(rates: Rates) -> list[tuple[str, str]]:
    starts = [1, *(band.upto + 1 for band in rates.bands[:-1] if band.upto is not None)]
    spans = list(zip(starts, rates.bands, strict=True))
    zh = "，".join(
        f"第 {first} 人起每人 {band.each} 分"
        if band.upto is None
        else f"第 {first} 至 {band.upto} 人每人 {band.each} 分"
        for first, band in spans
    )
    en = ", ".join(f"{band.each} for each from number {first} on" for first, band in spans)
    weights = rates.kinds.items()
    kinds = [(*KIND_WORDS.get(code, (code, code)), decimal(weight)) for code, weight in weights]
    kinds_zh = "，".join(f"{word} ×{weight}" for word, _, weight in kinds)
    kinds_en = ", ".join(f"{word} ×{weight}" for _, word, weight in kinds)
    group = decimal(rates.vulnerable)
    return [
        (f"受益人数：{zh}。", f"People served: {en}."),
        (f"服务类别：{kinds_zh}。", f"Kinds of service: {kinds_en}."),
        (f"服务重点困难群体 ×{group}。", f"Vulnerable people ×{group}."),
    ]


def _of_ratings(rates: Rates) -> tuple[str, str]:
    scores = [(score, decimal(rates.ratings[score])) for score in sorted(rates.ratings)]
    zh = "，".join(f"{score} 分 ×{factor}" for score, factor in scores)
    en = ", ".join(f"{score} ×{factor}" for score, factor in scores)
    silence = decimal(rates.unanswered)
    return (
        f"居民评价：{zh}；未评价 ×{silence}。",
        f"Residents' rating: {en}; not rated ×{silence}.",
    )


def _of_limits(rates: Rates) -> list[tuple[str, str]]:
    turns = [decimal(factor) for factor in rates.household_turns]
    days, most = rates.household_days, rates.daily_orders_per_member
    repeats = f"A household's orders with one organization in {days} days count"
    return [
        (
            f"同一家庭 {days} 天内向同一组织的订单依次 ×{'、'.join(turns)}，其后同末次。",
            f"{repeats} ×{', '.join(turns)}; later ones as the last.",
        ),
        (
            f"服务团队每天按每名成员 {most} 单计分，超出部分不计。",
            f"A team earns for {most} orders a day for each of its members, for no more.",
        ),
    ]
