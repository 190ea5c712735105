"""How the amount of a transfer is computed again from its own explanation."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from services.credit.annual_evaluation.rules import worth
from services.credit.delivery.rules import share_of
from services.credit.earning.errors import UnratedService
from services.credit.earning.rules import Inputs, convert
from services.credit.earning.states import EarningState
from services.credit.expiry.rules import left_of
from services.credit.policy.rules import Rates
from services.credit.succession.rules import WHOLE, apportioned
from services.credit.transfer.rules import less

NOT_COMPUTED = ("reverse", "arrears")
"""Kinds of transfers whose amount another transfer decides."""

COMES_FROM: Mapping[str, Collection[str]] = {
    "needs.order": ("earn", "adjust"),
    "procurement.contract": ("earn", "adjust", "evaluate", "penalize"),
    "registry.evaluation": ("evaluate", "adjust"),
    "registry.hours": ("earn", "adjust"),
    "registry.organization": ("succeed",),
    "credit.account": ("expire",),
    "credit.grant": ("grant", "adjust", "opening", "reverse"),
    "credit.penalty": ("penalize", "reverse"),
    "credit.redemption": ("capture",),
}
"""Which kinds of transfers come from each source, besides the arrears that each may make or fill;
from anything else comes nothing."""


@dataclass(frozen=True)
class Figures:
    """What amounts may be computed with: rates by policy, and each parameter's values ever."""

    rates: Mapping[Any, Rates]
    ever: Mapping[str, Collection[Any]]

    def had(self, parameter: str, value: Any) -> bool:
        """Whether a parameter was ever set, or shipped, to this."""
        return value in self.ever[parameter]


Made = tuple[Mapping[str, int], int] | None
"""The steps and what they come to; none when the figures never were in force."""


def _service(inputs: Any, figures: Figures, policy_id: Any) -> Made:
    if policy_id not in figures.rates:
        return None
    made = convert(figures.rates[policy_id], Inputs(**inputs))
    return made.stored(), made.amount


def _contract(inputs: Any, figures: Figures, policy_id: Any) -> Made:
    if "percent" in inputs:
        shares = figures.ever["credit.evaluation.percents"]
        if inputs["percent"] not in [one.get(inputs["grade"], 0) for one in shares]:
            return None
        share = share_of(inputs["earned"], inputs["percent"])
        return {"share": share}, share
    if "forged" in inputs:
        penalty = inputs["factor"] * inputs["forged"]
        known = figures.had("credit.integrity.factor", inputs["factor"])
        return ({"penalty": penalty}, -penalty) if known else None
    return _service(inputs, figures, policy_id)


def _year(inputs: Any, figures: Figures, _: Any) -> Made:
    least, each = inputs["least"], inputs["each"]
    made = worth(inputs["score"], least=least, each=each)
    known = figures.had("credit.annual.least", least) and figures.had("credit.annual.each", each)
    return ({"worth": made}, made) if known else None


def _hours(inputs: Any, figures: Figures, _: Any) -> Made:
    per = inputs["minutes_per_point"]
    points = inputs["minutes"] // per
    known = figures.had("credit.volunteer.minutes_per_point", per)
    return ({"points": points}, points) if known else None


def _succession(inputs: Any, _: Figures, __: Any) -> Made:
    if sum(inputs["shares"].values()) != WHOLE:
        return None
    part = apportioned(inputs["total"], inputs["shares"])[inputs["successor"]]
    return {"part": part}, part


def _expiry(inputs: Any, _: Figures, __: Any) -> Made:
    return {}, left_of(inputs)


REPLAYS: dict[str, Callable[[Any, Figures, Any], Made]] = {
    "needs.order": _service,
    "procurement.contract": _contract,
    "registry.evaluation": _year,
    "registry.hours": _hours,
    "registry.organization": _succession,
    "credit.account": _expiry,
}
"""How what comes from each source is computed; what people post by hand is not."""


def wrong_explanation(transfer: Mapping[str, Any], figures: Figures) -> str | None:
    """What is wrong with a transfer's amount by its explanation, or None."""
    from_there = COMES_FROM.get(transfer["source_type"])
    if from_there is None or transfer["kind"] not in (*from_there, "arrears"):
        return "nothing of its kind comes from its source"
    if transfer["explanation"] is None:
        return "the form of its explanation is missing"
    told, moved = json.loads(transfer["explanation"]), transfer["amount"]
    if "after" in told and abs(told["after"] - told["before"]) != moved:
        return "its explanation leads to another amount"
    if "after" not in told and told.get("amount", moved) != moved:
        return "its explanation is of another amount"
    computed = transfer["kind"] not in NOT_COMPUTED and transfer["source_type"] in REPLAYS
    return _wrong_arithmetic(transfer, told, figures) if computed else None


def _wrong_arithmetic(transfer: Mapping[str, Any], told: Any, figures: Figures) -> str | None:
    try:
        replay = REPLAYS[transfer["source_type"]]
        made = replay(told["inputs"], figures, transfer["policy_id"])
        if made is None:
            return "its figures never were in force"
        if made != (told["steps"], _said(told, made[1], transfer["amount"])):
            return "its inputs and its figures do not give its amount"
    except (KeyError, TypeError, UnratedService):
        return "its explanation does not say how its amount came about"
    return None


def _said(told: Mapping[str, Any], made: int, moved: int) -> int | None:
    """What the explanation says the computation came to; None where it contradicts itself.

    An order's says so whatever became of it. Only what is posted stands in the ledger, less what
    was reversed by hand.
    """
    posted = made if told.get("state", EarningState.POSTED) == EarningState.POSTED else 0
    if told.get("after", moved) != less(posted, told.get("withdrawn", 0)):
        return None
    whole: int = told["amount"] if "state" in told else made
    return whole
