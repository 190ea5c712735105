"""Who may be sent, why not, and who first (spec/needs.md §2.6): values in, scores out."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import exp
from typing import Any
from uuid import UUID

from services.needs.location.rules import distance_m
from services.needs.team_replica.rules import on_shift
from shared.states import Named

WEIGHTS = {"skill": 0.30, "prox": 0.25, "idle": 0.20, "rate": 0.15, "fair": 0.10}
"""How much each term counts; they sum to one."""

PROX_KM = 3.0
"""Distance at which nearness has fallen to 1/e."""

IDLE_FULL_MINUTES = 480
"""A team not asked for one working day counts as fully idle."""

PRIOR_N, PRIOR_MEAN = 10, 4.0
"""A new team is rated as if ten residents had given it a 4."""

SCORE_PLACES = 6

FAILURES_MAX = 5
"""More declines, expiries and no-shows than this within 30 days end automatic dispatch …"""

FAILURE_WINDOW = timedelta(days=30)
COOLDOWN = timedelta(days=7)
"""… for a week."""

SENT_OUT = ("registered", "filed")
"""Filings of teams that are sent out."""


class Unfit(Named):
    """Why a team is not sent."""

    UNKNOWN_TEAM = "unknown_team", "没有这支服务队"
    NOT_FILED = "not_filed", "未备案"
    ORGANIZATION_INACTIVE = "organization_inactive", "所属组织状态不正常"
    SUSPENDED_BY_CREDIT = "suspended_by_credit", "因信用原因暂停派单"
    NOT_A_PROVIDER = "not_a_provider", "不是该菜单项目的服务方"
    SKILL_MISSING = "skill_missing", "缺少所需技能"
    OUT_OF_AREA = "out_of_area", "不在服务范围内"
    HOUSEHOLD_LINK = "household_link", "与该户有关联"
    BARRED = "barred", "曾拒接、爽约、未完成该需求，或被改派、被居民提出异议"
    AT_CAPACITY = "at_capacity", "在办订单已满"
    OFFER_PENDING = "offer_pending", "有待答复的派单"
    OFF_SHIFT = "off_shift", "不在值班时间"
    COOLING_DOWN = "cooling_down", "近期失约，暂不派单"


CHOOSABLE = frozenset({Unfit.OFFER_PENDING, Unfit.OFF_SHIFT, Unfit.COOLING_DOWN, Unfit.OUT_OF_AREA})
"""They keep a team from being sent by itself; a team or a person may still choose to."""


@dataclass(frozen=True)
class Demand:
    """What a need asks of a team."""

    required_skills: frozenset[str]
    preferred_skills: frozenset[str]
    provider_ids: frozenset[UUID]
    kin: frozenset[UUID]
    """The reporter and his household, as far as they are known."""
    point: tuple[float, float] | None
    """None where distance does not matter (remote service) or is not known."""
    at: datetime
    arrive_within: timedelta


@dataclass(frozen=True)
class Team:
    """A team and how busy it is."""

    team_id: UUID
    organization_id: UUID
    name: str
    filing: str
    organization_active: bool
    suspended_by_credit: bool
    skills: frozenset[str]
    in_area: bool
    kin: frozenset[UUID]
    """Its members and their households."""
    shifts: Sequence[dict[str, Any]]
    max_parallel: int
    point: tuple[float, float] | None
    open_orders: int = 0
    offer_pending: bool = False
    barred: bool = False
    last_offer_at: datetime | None = None
    orders_30d: int = 0
    rating_n: int = 0
    rating_sum: int = 0
    failed_at: Sequence[datetime] = ()
    bonus: float = 0.0
    """What its organization's tier in the credit bank adds to its score."""


@dataclass(frozen=True)
class Ranked:
    """A team with its score and the terms the score is made of: "why this team"."""

    team_id: UUID
    organization_id: UUID
    name: str
    score: float
    km: float | None
    terms: dict[str, float]

    def plain(self) -> dict[str, Any]:
        """As it is kept with an order."""
        ids = {"team_id": str(self.team_id), "organization_id": str(self.organization_id)}
        return asdict(self) | ids


def unfit(team: Team, demand: Demand) -> list[Unfit]:
    """Every reason why the team cannot be sent; none means it is eligible."""
    at, ends = demand.at, demand.at + demand.arrive_within
    providers = demand.provider_ids
    reasons = {
        Unfit.NOT_FILED: team.filing not in SENT_OUT,
        Unfit.ORGANIZATION_INACTIVE: not team.organization_active,
        Unfit.SUSPENDED_BY_CREDIT: team.suspended_by_credit,
        Unfit.NOT_A_PROVIDER: bool(providers) and team.team_id not in providers,
        Unfit.SKILL_MISSING: not team.skills or not demand.required_skills <= team.skills,
        Unfit.OUT_OF_AREA: not team.in_area,
        Unfit.HOUSEHOLD_LINK: not demand.kin.isdisjoint(team.kin),
        Unfit.BARRED: team.barred,
        Unfit.AT_CAPACITY: team.open_orders >= team.max_parallel,
        Unfit.OFFER_PENDING: team.offer_pending,
        Unfit.OFF_SHIFT: not on_shift(team.shifts, at, ends),
        Unfit.COOLING_DOWN: cooling_down(team.failed_at, at),
    }
    return [reason for reason, holds in reasons.items() if holds]


def ranked(teams: Iterable[Team], demand: Demand) -> list[Ranked]:
    """The eligible teams, best first; ties go to the one asked longest ago, then by id."""
    fit = [team for team in teams if not unfit(team, demand)]
    busiest = max((team.orders_30d for team in fit), default=0)
    scored = [(scored_team(team, demand, busiest), team.last_offer_at) for team in fit]
    scored.sort(
        key=lambda one: (-one[0].score, one[1] is not None, one[1] or demand.at, one[0].team_id)
    )
    return [candidate for candidate, _ in scored]


def scored_team(team: Team, demand: Demand, busiest: int) -> Ranked:
    """The score of one team, rounded to 6 decimals; `busiest`: most orders in 30 days of any."""
    km = None
    if demand.point is not None and team.point is not None:
        km = distance_m(demand.point, team.point) / 1000
    terms = {
        "skill": _share(demand.preferred_skills, team.skills),
        "prox": 0.0 if km is None else exp(-km / PROX_KM),
        "idle": _idle(team.last_offer_at, demand.at),
        "rate": ((PRIOR_N * PRIOR_MEAN + team.rating_sum) / (PRIOR_N + team.rating_n) - 1) / 4,
        "fair": 1 - team.orders_30d / busiest if busiest else 1.0,
    }
    if demand.point is None:
        del terms["prox"]  # the other weights share its part
    whole = sum(WEIGHTS[name] for name in terms)
    score = sum(WEIGHTS[name] * value for name, value in terms.items()) / whole + team.bonus
    if team.bonus:
        terms["tier"] = team.bonus  # it has no weight
    return Ranked(
        team_id=team.team_id,
        organization_id=team.organization_id,
        name=team.name,
        score=round(score, SCORE_PLACES),
        km=None if km is None else round(km, 3),
        terms={name: round(value, SCORE_PLACES) for name, value in terms.items()},
    )


def cooling_down(failed_at: Sequence[datetime], at: datetime) -> bool:
    """Whether a failure of the last week was one too many within its 30 days."""
    return any(
        at - COOLDOWN < last <= at
        and sum(last - FAILURE_WINDOW < one <= last for one in failed_at) > FAILURES_MAX
        for last in failed_at
    )


def _share(wanted: frozenset[str], had: frozenset[str]) -> float:
    return len(wanted & had) / len(wanted) if wanted else 1.0


def _idle(last_offer_at: datetime | None, at: datetime) -> float:
    if last_offer_at is None:
        return 1.0
    minutes = max(0.0, (at - last_offer_at).total_seconds() / 60)
    return min(1.0, minutes / IDLE_FULL_MINUTES)
