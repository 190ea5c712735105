"""The ledger in plain text: hledger, beancount, and lines of a journal that proves itself."""

import json
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

COMMODITIES = {"credit": "CREDIT", "volunteer_point": "POINT"}
"""What the units of accounts are called there."""

DAY_ZERO = date(2000, 1, 1)
"""The ledger counts its days from it, so every account was opened later."""


class ExportFormat(StrEnum):
    """Who reads it."""

    HLEDGER = "hledger"
    BEANCOUNT = "beancount"


@dataclass(frozen=True)
class Side:
    """One account of a posting."""

    kind: str
    name: str
    unit: str

    @property
    def commodity(self) -> str:
        """What it counts."""
        return COMMODITIES[self.unit]


@dataclass(frozen=True)
class Line:
    """One entry of a holder's account: the signed amount, the balance after it, who faces it.

    `posted` is what stands on the account in the end.
    """

    id: str
    kind: str
    holder: Side
    posted: int
    facing: Side
    amount: int
    balance: int
    recorded_on: date
    effective_on: date
    source: str


@dataclass(frozen=True)
class Format:
    """How one program has it: what it begins with, an account, an entry, what stands in the end."""

    header: str
    account: Callable[[Side], str]
    entry: Callable[[Line], str]
    closing: Callable[[Side, date, int], str]


def facing(kind: str, name: str, unit: str) -> Side:
    """The other side of a holder's entry.

    What one holder passes to another is told on both accounts, so here it goes through between.
    """
    return Side("between", "holders", unit) if kind == "holder" else Side(kind, name, unit)


async def written(form: Format, lines: AsyncIterable[Line]) -> AsyncIterator[str]:
    """Entries account by account, each account closed by its balance; then those that face them."""
    yield form.header
    sums: Counter[Side] = Counter()
    before: Line | None = None
    ended = DAY_ZERO
    async for line in lines:
        if before is None or line.holder != before.holder:
            if before is not None:
                yield form.closing(before.holder, before.recorded_on, before.posted)
            yield form.account(line.holder)
        yield form.entry(line)
        sums[line.facing] -= line.amount
        before, ended = line, max(ended, line.recorded_on)
    if before is not None:
        yield form.closing(before.holder, before.recorded_on, before.posted)
    for side, balance in sums.items():
        yield form.account(side) + form.closing(side, ended, balance)


def _hledger_entry(line: Line) -> str:
    unit = line.holder.commodity
    return (
        f"\n{line.recorded_on}={line.effective_on} * {line.kind}"
        f"  ; transfer:{line.id}, source:{line.source}\n"
        f"    holder:{line.holder.name}  {line.amount} {unit} = {line.balance} {unit}\n"
        f"    {line.facing.kind}:{line.facing.name}  {-line.amount} {unit}\n"
    )


def _hledger_closing(side: Side, on: date, balance: int) -> str:
    unit = side.commodity
    name = f"{side.kind}:{side.name}"
    return f"\n{on} * closing balance\n    {name}  0 {unit} = {balance} {unit}\n"


def _beancount_entry(line: Line) -> str:
    unit = line.holder.commodity
    return (
        f'\n{line.recorded_on} * "{line.kind}"\n'
        f'  transfer: "{line.id}"\n'
        f'  source: "{line.source}"\n'
        f"  effective: {line.effective_on}\n"
        f"  {_beancount_name(line.holder)}  {line.amount} {unit}\n"
        f"  {_beancount_name(line.facing)}  {-line.amount} {unit}\n"
    )


def _beancount_name(side: Side) -> str:
    root = "Liabilities" if side.kind == "holder" else "Equity"
    return f"{root}:{side.kind.capitalize()}:{side.name.upper()}"


def _beancount_closing(side: Side, on: date, balance: int) -> str:
    after = on + timedelta(days=1)  # what is asserted holds when its day begins
    return f"\n{after} balance {_beancount_name(side)}  {balance} {side.commodity}\n"


FORMATS: Mapping[ExportFormat, Format] = {
    ExportFormat.HLEDGER: Format(
        header="; 积分银行 credit bank: `hledger check --strict`\n"
        + "".join(f"commodity 1000. {unit}\n" for unit in COMMODITIES.values()),
        account=lambda side: f"\naccount {side.kind}:{side.name}\n",
        entry=_hledger_entry,
        closing=_hledger_closing,
    ),
    ExportFormat.BEANCOUNT: Format(
        header='option "title" "积分银行 credit bank"\n'
        + "".join(f"{DAY_ZERO} commodity {unit}\n" for unit in COMMODITIES.values()),
        account=lambda side: f"\n{DAY_ZERO} open {_beancount_name(side)} {side.commodity}\n",
        entry=_beancount_entry,
        closing=_beancount_closing,
    ),
}
"""Primary date recorded; hledger has the effective day as the secondary one and asserts the balance
after every entry, beancount has it as metadata."""


def journal_line(**said: Any) -> str:
    """One line of the journal that `tools/verify_ledger.py` reads: JSON, one object each."""
    return json.dumps(said, separators=(",", ":")) + "\n"
