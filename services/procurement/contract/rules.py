"""The arithmetic of a contract."""

from datetime import date
from typing import Any
from uuid import UUID

from services.procurement.contract.errors import ContractDeviates
from services.procurement.contract.states import Gate
from services.procurement.fund.rules import apportion


def tranches_of(ratios_bp: tuple[int, int, int]) -> list[dict[str, Any]]:
    """When which share of the value falls due: at signing, mid-term and at the end."""
    return [
        {"seq": seq, "gate": gate.value, "ratio_bp": ratio}
        for seq, (gate, ratio) in enumerate(zip(Gate, ratios_bp, strict=True), start=1)
    ]


def split_budget(
    value_fen: int, lines: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What each fund pays of a contract, and what it gets back of its reservation.

    In proportion to the budget lines, exact to the fen; lines of nothing are left out.
    """
    held = [line["amount_fen"] for line in lines]
    shares = apportion(value_fen, held)
    funds = [UUID(str(line["fund_id"])) for line in lines]
    used = zip(funds, shares, strict=True)
    left = [(fund, part - share) for fund, part, share in zip(funds, held, shares, strict=True)]
    return _lines(used), _lines(left)


def _lines(amounts: Any) -> list[dict[str, Any]]:
    return [{"fund_id": str(fund), "amount_fen": fen} for fund, fen in amounts if fen]


def check_period(starts_on: date, ends_on: date, earliest: date, latest: date) -> None:
    """Refuse a period that does not lie in the project's, or ends before it begins."""
    if not earliest <= starts_on <= latest:
        raise ContractDeviates("/starts_on", earliest, latest)
    if not starts_on <= ends_on <= latest:
        raise ContractDeviates("/ends_on", earliest, latest)


def priced(items: list[dict[str, Any]], prices: dict[str, int] | None) -> list[dict[str, Any]]:
    """The items at the prices that were offered for each; without any as they were planned."""
    if prices is None:
        return items
    return [item | {"unit_price_fen": prices[item["id"]]} for item in items]
