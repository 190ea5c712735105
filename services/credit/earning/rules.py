"""The arithmetic of earning (spec/credit.md §3): integers, and one division at the very end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import prod
from typing import Any

from services.credit.earning.errors import UnratedService
from services.credit.earning.states import EarningState
from services.credit.policy.rules import BASIS, KIND_WORDS, Band, Rates, decimal


@dataclass(frozen=True)
class Inputs:
    """Everything the amount of one order depends on besides the policy."""

    kind: str
    beneficiaries: int
    vulnerable: bool
    score: int | None
    """The residents' rating that counts, 1 … 5; None is silence, or a rating under review."""
    household_turn: int
    """Which of the household's orders with this organization it is, from 1."""
    day_turn: int
    """Which of the team's orders of that day it is, from 1."""
    team_members: int

    def stored(self) -> dict[str, Any]:
        """The inputs as the earning and the journal keep them."""
        return dict(vars(self))  # they are plain values; `asdict` would copy each of them


@dataclass(frozen=True)
class Conversion:
    """An amount with the steps that lead to it; factors are in basis points."""

    base: int
    factors: Mapping[str, int]
    amount: int

    def stored(self) -> dict[str, Any]:
        """The steps as the earning and the journal keep them."""
        return {"base": self.base, **self.factors}


def base_credits(bands: Sequence[Band], beneficiaries: int) -> int:
    """B(n): every further beneficiary counts less, band by band."""
    assert beneficiaries >= 0
    total = counted = 0
    for band in bands:
        reached = beneficiaries if band.upto is None else min(beneficiaries, band.upto)
        total += band.each * max(reached - counted, 0)
        counted = max(reached, counted)
    return total


def convert(rates: Rates, given: Inputs) -> Conversion:
    """What an order earns: base times every factor, rounded down once."""
    if given.kind not in rates.kinds:
        raise UnratedService(service_kind=given.kind)
    turns = rates.household_turns
    within_day = given.day_turn <= rates.daily_orders_per_member * given.team_members
    factors = {
        "kind": rates.kinds[given.kind],
        "vulnerable": rates.vulnerable if given.vulnerable else BASIS,
        "rating": rates.unanswered if given.score is None else rates.ratings[given.score],
        "household": turns[min(given.household_turn, len(turns)) - 1],
        "day": BASIS if within_day else 0,
    }
    base = base_credits(rates.bands, given.beneficiaries)
    amount = base * prod(factors.values()) // BASIS ** len(factors)
    return Conversion(base, factors, amount)


def standing(
    *,
    confirmed_at: datetime | None,
    disputed_at: datetime | None,
    failed_at: datetime | None,
    rated: bool,
    window_over: bool,
) -> EarningState | None:
    """Where an order's earning stands by all the facts known, in whatever order they came.

    None before the order is confirmed. A failed order earns nothing, for good. A dispute is open
    until a later confirmation settles it. A rating is final at once, silence when the window ends.
    """
    if confirmed_at is None:
        return None
    if failed_at is not None:
        return EarningState.VOIDED
    if disputed_at is not None and disputed_at > confirmed_at:
        return EarningState.EXPECTED
    return EarningState.POSTED if rated or window_over else EarningState.EXPECTED


def explained(given: Inputs, made: Conversion) -> tuple[str, str]:
    """The arithmetic as a Chinese and an English sentence; factors of one are left out."""
    score, turn = given.score, given.household_turn
    kind_zh, kind_en = KIND_WORDS.get(given.kind, (given.kind, given.kind))
    words = {
        "kind": (kind_zh, kind_en),
        "vulnerable": ("重点困难群体", "vulnerable group"),
        "rating": ("居民未评价", "not rated")
        if score is None
        else (f"居民评分 {score} 分", f"rated {score} of 5"),
        "household": (f"同一家庭近期第 {turn} 次", f"order no. {turn} of one household"),
        "day": ("超过当日上限", "beyond the day's limit"),
    }
    shown = [
        (name, factor)
        for name, factor in made.factors.items()
        if name in ("kind", "rating") or factor != BASIS
    ]
    zh = "；".join(f"{words[name][0]} ×{decimal(factor)}" for name, factor in shown)
    en = "; ".join(f"{words[name][1]} ×{decimal(factor)}" for name, factor in shown)
    exact = decimal(made.base * prod(factor for _, factor in shown), len(shown))
    formula = " × ".join([str(made.base), *(decimal(factor) for _, factor in shown)])
    zh = (
        f"受益 {given.beneficiaries} 人，基础分 {made.base}；{zh}。"
        f"{formula} = {exact}，向下取整得 {made.amount} 积分。"
    )
    en = (
        f"{given.beneficiaries} served, base {made.base}; {en}. "
        f"{formula} = {exact}, rounded down to {made.amount} credits."
    )
    return zh, en


def concluded(state: EarningState, *, before: int, after: int) -> tuple[str, str]:
    """What became of it: how many credits stood in the ledger before, and stand there after."""
    moved = abs(after - before)
    had_zh, had_en = f"此前已入账 {before} 积分，", f"{before} had been posted before; "
    if state is EarningState.SUPERSEDED:
        return "已由新的计算取代。", "Replaced by a newer conversion."
    if state is EarningState.VOIDED:
        zh, en = "服务未成立，不计积分", "no service took place, nothing is earned"
    elif state is EarningState.EXPECTED and before == 0:
        zh = "居民评价或异议期满后入账；居民提出异议的，核实之前不入账"
        en = "posted after the rating or the time to dispute, not while it is disputed"
    elif state is EarningState.EXPECTED:
        zh, en = "居民提出异议，核实之前冲回", "disputed, taken back until it is settled"
    elif after >= before:
        zh, en = f"本次入账 {moved} 积分", f"{moved} are posted now"
    else:
        zh, en = f"本次冲减 {moved} 积分", f"{moved} are taken back now"
    return (had_zh if before else "") + f"{zh}。", (had_en if before else "") + f"{en}."
