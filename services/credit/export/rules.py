"""The ledger in plain text: hledger, beancount, and a journal that proves itself.

Each takes the accounts with their balances and the postings in their order, and gives lines.
"""

import json
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

COMMODITIES = {"credit": "CREDIT", "volunteer_point": "POINT"}
"""What the units of accounts are called there."""


class ExportFormat(StrEnum):
    """Who reads it."""

    HLEDGER = "hledger"
    BEANCOUNT = "beancount"


@dataclass(frozen=True)
class Side:
    """One account of a posting; `balance` is what stands there after it, on a holder's."""

    kind: str
    name: str
    balance: int | None


@dataclass(frozen=True)
class Line:
    """One posting: `giver` loses the amount, `taker` gets it."""

    id: str
    kind: str
    unit: str
    amount: int
    recorded_on: date
    effective_on: date
    source: str
    giver: Side
    taker: Side


@dataclass(frozen=True)
class Closing:
    """What stands on an account in the end."""

    kind: str
    name: str
    unit: str
    balance: int


Lines = AsyncIterator[str]
Writer = Callable[[Sequence[Closing], AsyncIterable[Line], date], Lines]


async def hledger(closings: Sequence[Closing], lines: AsyncIterable[Line], first: date) -> Lines:
    """Primary date recorded, secondary effective; every holder's leg asserts its balance."""
    yield "; 积分银行 credit bank: `hledger check --strict`\n"
    for unit in COMMODITIES.values():
        yield f"commodity 1000. {unit}\n"
    for one in closings:
        yield f"account {one.kind}:{one.name}\n"
    last = first
    async for line in lines:
        last = max(last, line.recorded_on)
        unit = COMMODITIES[line.unit]
        yield (
            f"\n{line.recorded_on}={line.effective_on} * {line.kind}"
            f"  ; transfer:{line.id}, source:{line.source}\n"
            f"{_hledger_leg(line.taker, line.amount, unit)}"
            f"{_hledger_leg(line.giver, -line.amount, unit)}"
        )
    yield f"\n{last} * closing balances\n"
    for one in closings:
        unit = COMMODITIES[one.unit]
        yield f"    {one.kind}:{one.name}  0 {unit} = {one.balance} {unit}\n"


def _hledger_leg(side: Side, amount: int, unit: str) -> str:
    asserted = "" if side.balance is None else f" = {side.balance} {unit}"
    return f"    {side.kind}:{side.name}  {amount} {unit}{asserted}\n"


async def beancount(closings: Sequence[Closing], lines: AsyncIterable[Line], first: date) -> Lines:
    """Opens, transactions dated when recorded, and the closing balances of the day after."""
    yield 'option "title" "积分银行 credit bank"\n'
    for unit in COMMODITIES.values():
        yield f"{first} commodity {unit}\n"
    for one in closings:
        yield f"{first} open {_beancount_name(one)} {COMMODITIES[one.unit]}\n"
    last = first
    async for line in lines:
        last = max(last, line.recorded_on)
        unit = COMMODITIES[line.unit]
        yield (
            f'\n{line.recorded_on} * "{line.kind}"\n'
            f'  transfer: "{line.id}"\n'
            f'  source: "{line.source}"\n'
            f"  effective: {line.effective_on}\n"
            f"  {_beancount_name(line.taker)}  {line.amount} {unit}\n"
            f"  {_beancount_name(line.giver)}  {-line.amount} {unit}\n"
        )
    yield "\n"
    after = last + timedelta(days=1)
    for one in closings:
        told = f"{one.balance} {COMMODITIES[one.unit]}"
        yield f"{after} balance {_beancount_name(one)}  {told}\n"


def _beancount_name(of: Side | Closing) -> str:
    root = "Liabilities" if of.kind == "holder" else "Equity"
    return f"{root}:{of.kind.capitalize()}:{of.name.upper()}"


WRITERS: Mapping[ExportFormat, Writer] = {
    ExportFormat.HLEDGER: hledger,
    ExportFormat.BEANCOUNT: beancount,
}


def journal_line(**said: Any) -> str:
    """One line of the journal that `tools/verify_ledger.py` reads: JSON, one object each."""
    return json.dumps(said, default=str, separators=(",", ":")) + "\n"


def public_steps(explanation: str) -> dict[str, Any] | None:
    """The bare arithmetic of an earning; why credits moved otherwise may name a person."""
    told = json.loads(explanation)
    if "base" not in told.get("steps", {}):
        return None
    return {name: told[name] for name in ("steps", "amount", "before", "after")}
