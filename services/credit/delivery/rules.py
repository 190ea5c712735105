"""What a contract is worth (spec/credit.md §3, DESIGN.md §12 "Project credits").

Everything follows from the facts known, so every order of their arrival ends the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.credit.earning.rules import Conversion, Inputs, convert
from services.credit.policy.rules import Rates
from services.credit.transfer.rules import hand, less, stood, told

KINDS = {"groupwork": "group", "community_work": "community"}
"""The policy's words for procurement's methods, where they differ."""

GRADES = {"excellent": "优秀", "good": "良好", "pass": "合格", "fail": "不合格"}

PERCENT = 100


@dataclass(frozen=True)
class Log:
    """A verified record of service: whom it reached, on which day, by which method."""

    id: UUID
    item_id: UUID
    method: str
    served_on: date
    tokens: frozenset[str]
    vulnerable: bool
    fabricated: bool
    rejected: bool

    @property
    def part(self) -> tuple[UUID, date]:
        """Which item and month it counts for."""
        return self.item_id, self.served_on.replace(day=1)


@dataclass(frozen=True)
class Terms:
    """The policy's figures: the share of each grade in percent, and what forgery costs."""

    percents: Mapping[str, int]
    integrity_factor: int


@dataclass(frozen=True)
class Part:
    """What one item of a contract earns for one month."""

    item_id: UUID
    month: date
    given: Inputs
    made: Conversion


@dataclass(frozen=True)
class Worth:
    """What a contract is worth: its parts, its evaluation's share, and what forgery costs."""

    parts: tuple[Part, ...]
    percent: int
    """The share of its grade."""
    forged: int
    """The credits that fabricated records claimed."""
    factor: int
    """What forgery costs, in times of what it claimed."""

    @property
    def earned(self) -> int:
        """The sum of its parts."""
        return sum(part.made.amount for part in self.parts)

    @property
    def evaluation(self) -> int:
        """What its evaluation adds; below zero for a fail."""
        return share_of(self.earned, self.percent)

    @property
    def penalty(self) -> int:
        """What fabricated records take."""
        return self.factor * self.forged


def share_of(earned: int, percent: int) -> int:
    """So many percent of what was earned, rounded towards zero."""
    share = earned * abs(percent) // PERCENT
    return share if percent > 0 else -share


def worth(
    logs: Iterable[Log],
    *,
    rates: Mapping[date, Rates],
    score: int | None,
    grade: str | None,
    terms: Terms,
) -> Worth:
    """What a contract is worth by all its logs, its score and grade; `rates` are by month.

    Rejected logs count for nothing; fabricated ones too, and cost `terms.integrity_factor` times
    what they would have brought. The evaluation's share is rounded towards zero, once for the whole
    contract.
    """
    by_part: dict[tuple[UUID, date], list[Log]] = {}
    for log in logs:
        by_part.setdefault(log.part, []).append(log)
    parts, forged = [], 0
    for (item_id, month), mine in sorted(by_part.items()):
        claiming = [log for log in mine if not log.rejected]
        honest = [log for log in claiming if not log.fabricated]
        given = inputs_of(honest or mine, score, beneficiaries=None if honest else 0)
        made = convert(rates[month], given)
        parts.append(Part(item_id, month, given, made))
        if claiming:
            claimed = convert(rates[month], inputs_of(claiming, score)).amount
            forged += max(claimed - made.amount, 0)
    percent = terms.percents.get(grade, 0) if grade else 0
    return Worth(tuple(parts), percent, forged, terms.integrity_factor)


def inputs_of(logs: list[Log], score: int | None, *, beneficiaries: int | None = None) -> Inputs:
    """What the logs of one item and month say: distinct people, and the service's kind."""
    first = min(logs, key=lambda log: (log.served_on, log.id))
    people = frozenset[str]().union(*(log.tokens for log in logs))
    return Inputs(
        kind=KINDS.get(first.method, first.method),
        beneficiaries=len(people) if beneficiaries is None else beneficiaries,
        vulnerable=any(log.vulnerable for log in logs),
        score=score,
        household_turn=1,
        day_turn=1,
        team_members=1,
    )


def evaluation_moves(before: int, after: int) -> list[tuple[str, int]]:
    """What moves for the evaluation's share: as far as it is above zero, as far as it is below.

    A share that shrinks is the less given, no penalty; so what stands under each kind in the end
    does not depend on the way there.
    """
    given = max(after, 0) - max(before, 0)
    taken = min(after, 0) - min(before, 0)
    return [(kind, moved) for kind, moved in (("evaluate", given), ("penalize", taken)) if moved]


def part_words(before: int, after: int) -> dict[str, str]:
    """Why credits of one part moved."""
    zh = f"项目服务计分 {after} 积分，本次变动 {after - before:+d}。"
    en = f"The project's service is worth {after} credits; {after - before:+d} now."
    return {"zh": zh, "en": en}


def evaluation_told(
    found: Worth, moved: int, *, grade: str | None, withdrawn: int
) -> dict[str, Any]:
    """Why the evaluation moved credits."""
    named = GRADES.get(str(grade), grade)
    zh = f"末期评估{named}，按入账 {found.earned} 积分计 {found.evaluation:+d}，本次 {moved:+d}。"
    en = f"Final evaluation {grade}: {found.evaluation:+d} of {found.earned}; {moved:+d} now."
    inputs = {"grade": grade, "earned": found.earned, "percent": found.percent}
    why = told(amount=abs(moved), zh=zh, en=en, inputs=inputs, steps={"share": found.evaluation})
    return why | stood(less(found.evaluation, withdrawn), moved) | hand(withdrawn)


def penalty_told(found: Worth, moved: int, *, forgiven: int) -> dict[str, Any]:
    """Why fabricated records moved credits."""
    zh = f"服务记录造假，共扣 {found.penalty} 积分，本次变动 {moved:+d}。"
    en = f"Fabricated records cost {found.penalty} credits; {moved:+d} now."
    inputs = {"forged": found.forged, "factor": found.factor}
    why = told(amount=abs(moved), zh=zh, en=en, inputs=inputs, steps={"penalty": found.penalty})
    return why | stood(-less(found.penalty, forgiven), moved) | hand(-forgiven)
