"""Rules R0 – R8 (spec/needs.md §2.4): features in, a decision with its reasons out."""

from dataclasses import dataclass, field

from shared.states import Named

RULE_VERSION = 2
"""Grows with every change of the rules below; stored with each decision."""

FLOOR_HOUSEHOLDS = 10
"""Fewer asking households than this are never a full demand, however small the community."""


FLOOR_ZH = "户数未知，按最低门槛计。"
FLOOR_EN = " The number of households is unknown: the floor applies."


class Route(Named):
    """The way a need goes."""

    MENU = "menu", "菜单派单"
    PROJECT = "project", "立项"
    PURCHASE = "purchase", "采购"
    DELIBERATION = "deliberation", "民主协商"
    ANSWER = "answer", "答复"
    TRANSFER = "transfer", "转办"
    MANUAL = "manual", "人工处理"


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The figures the rules compare with; policy parameters of the region at the time."""

    demand_share: float
    controversy: float
    breadth: float
    utilization: float
    professionality: float
    dispersion: float
    watch_households: int
    least_confidence: float


@dataclass(frozen=True, kw_only=True)
class Features:
    """What is known about a need and its likes; `households` is None where nobody counted them."""

    emergency: bool = False
    inquiry: bool = False
    outside: bool = False
    unsorted: bool = False
    """Nobody has said yet what it is about, so it cannot be counted as one demand."""
    asking: int
    """n: distinct households that ask for the same in the community, 90 days."""
    households: int | None
    """H: households of the community."""
    professionality: float
    """P: grade 0 – 4 divided by 4."""
    dispersion: float
    """S: 1 − Σ p²; 1 = every need elsewhere or in another week."""
    breadth: float
    """B: share of the street that is touched."""
    controversy: float
    """C: 1 for public affairs."""
    utilization: float
    """U: share of the menu item's capacity in use."""
    item: bool
    """A published menu item serves the place."""
    eligible_teams: int

    def demand(self, share: float) -> float:
        """The demand: n over max(10, ⌈share·H⌉); unclamped, full from 1 on."""
        ceiling = -(-round(share * 1_000_000) * (self.households or 0) // 1_000_000)
        return self.asking / max(FLOOR_HOUSEHOLDS, ceiling)


@dataclass(frozen=True)
class Reason:
    """One step of the explanation, in both languages, with its numbers."""

    rule: str
    hit: bool
    zh: str
    en: str


@dataclass(frozen=True)
class Decision:
    """What the rules say: the first rule that hit, the way, and how far it was from another."""

    rule: str
    route: Route
    confidence: float
    reasons: list[Reason]


@dataclass
class _Judge:
    """Walks the rules, keeping the reasons and the smallest margin of a tested figure."""

    reasons: list[Reason] = field(default_factory=list)
    margin: float = 1.0

    def over(self, value: float, limit: float) -> bool:
        """Whether the value reaches the limit; how clearly lowers or keeps the confidence."""
        self.margin = min(self.margin, abs(value - limit) / limit)
        return value >= limit

    def note(self, rule: str, zh: str, en: str, *, hit: bool) -> bool:
        """Keep a reason, and say again whether the rule hit."""
        self.reasons.append(Reason(rule, hit, zh, en))
        return hit

    def decide(self, rule: str, route: Route) -> Decision:
        """The answer, with what was gathered on the way."""
        return Decision(rule, route, round(self.margin, 6), self.reasons)


def classify(known: Features, limits: Thresholds) -> Decision:
    """The first rule that hits decides.

    Confidence is the smallest relative distance |x − t| / t of the measured figures tested up to
    the hit; a conjunction stops testing where it fails. Professionality is a grade of the
    catalogue, not a measurement: being equal to its limit is no doubt, so it does not count.
    """
    judge = _Judge()
    if known.emergency:
        zh, en = "紧急情况：立即查找可派队伍。", "Emergency: teams are looked for at once."
        judge.note("R0", zh, en, hit=True)
        return _by_menu(known, limits, judge)
    return (
        _by_kind(known, judge) or _by_demand(known, limits, judge) or _by_menu(known, limits, judge)
    )


def _by_kind(known: Features, judge: _Judge) -> Decision | None:
    """R1 and R2: questions are answered, foreign matters handed over; what is unsorted waits."""
    if known.inquiry:
        judge.note("R1", "属于咨询，由受理人答复。", "A question: the receiver answers.", hit=True)
        return judge.decide("R1", Route.ANSWER)
    if known.outside:
        zh, en = "该类别不属于社区职责范围。", "Outside the community's competence."
        judge.note("R2", zh, en, hit=True)
        return judge.decide("R2", Route.TRANSFER)
    if known.unsorted:
        judge.note("R8", "尚未分类，转人工分流。", "Not sorted yet: a person decides.", hit=True)
        return judge.decide("R8", Route.MANUAL)
    return None


def _by_demand(known: Features, limits: Thresholds, judge: _Judge) -> Decision | None:
    """R3 – R5: public affairs, broad needs, and strong professional demand."""
    c, b, u = known.controversy, known.breadth, known.utilization
    zh = f"公共性与争议 C={c:.2f}，界限 {limits.controversy:.2f}。"
    en = f"Controversy C={c:.2f}, limit {limits.controversy:.2f}."
    if judge.note("R3", zh, en, hit=judge.over(c, limits.controversy)):
        return judge.decide("R3", Route.DELIBERATION)
    use = f"U={u:.2f} / {limits.utilization:.2f}"
    zh = f"涉及面 B={b:.3f}，界限 {limits.breadth:.2f}；菜单占用 {use}。"
    en = f"Breadth B={b:.3f}, limit {limits.breadth:.2f}; menu use {use}."
    broad = judge.over(b, limits.breadth) and judge.over(u, limits.utilization)
    if judge.note("R4", zh, en, hit=broad):
        return judge.decide("R4", Route.PURCHASE)
    d, p, s = known.demand(limits.demand_share), known.professionality, known.dispersion
    strong = (
        judge.over(d, 1.0)
        and p >= limits.professionality
        and (not judge.over(s, limits.dispersion) or judge.over(u, limits.utilization))
    )
    figures = f"D={d:.4f}, P={p:.2f} / {limits.professionality:.2f}, S={s:.2f}, {use}"
    counted = known.households is not None
    zh = f"{known.asking} 户提出同类需求；{figures}。" + ("" if counted else FLOOR_ZH)
    en = f"{known.asking} households ask; {figures}." + ("" if counted else FLOOR_EN)
    if judge.note("R5", zh, en, hit=strong):
        return judge.decide("R5", Route.PROJECT)
    return None


def _by_menu(known: Features, limits: Thresholds, judge: _Judge) -> Decision:
    """R6 – R8: the menu where it can serve, else a person decides."""
    teams = known.eligible_teams
    zh = f"{'有' if known.item else '没有'}已发布的菜单服务；符合条件的备案队伍 {teams} 支。"
    en = f"{'A' if known.item else 'No'} published menu item; eligible filed teams: {teams}."
    if judge.note("R6", zh, en, hit=known.item and teams > 0):
        return judge.decide("R6", Route.MENU)
    if not known.emergency and not known.item:
        n, least = known.asking, limits.watch_households
        zh = f"{n} 户提出同类需求（{least} 户起列入共性需求观察），没有菜单服务。"
        en = f"{n} households ask (watched from {least}), no menu item."
        if judge.note("R7", zh, en, hit=judge.over(n, least)):
            return judge.decide("R7", Route.MANUAL)
    judge.note("R8", "没有规则适用，转人工分流。", "No rule applies: a person decides.", hit=True)
    return judge.decide("R8", Route.MANUAL)
