"""What became of the messages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from rich import box
from rich.table import Column, Table

from shared.clock import LOCAL

CREATED = 201
ALREADY_FILED = "already-filed"
REPLAYED = "Idempotent-Replayed"


@dataclass
class Hour:
    """What came of the messages of one hour of the day."""

    accepted: int = 0
    known: int = 0
    refused: int = 0
    suggested: int = 0
    """Accepted ones that may be about the same as an earlier one."""


@dataclass
class Summary:
    """Counts every answer, by the hour of the day in which the resident wrote."""

    hours: list[Hour] = field(default_factory=lambda: [Hour() for _ in range(24)])
    reasons: Counter[str] = field(default_factory=Counter)
    """Refusals by type of problem, field and sentence."""

    def count(self, told_at: datetime, answer: httpx.Response) -> None:
        """One message got its answer."""
        hour = self.hours[told_at.astimezone(LOCAL).hour]
        body = answer.json()
        if answer.status_code == CREATED and REPLAYED not in answer.headers:
            hour.accepted += 1
            hour.suggested += bool(body["possible_duplicates"])
        elif answer.status_code == CREATED or _type(body) == ALREADY_FILED:
            hour.known += 1
        else:
            hour.refused += 1
            self.reasons.update([reason(body)])

    def total(self, what: str) -> int:
        """All hours together: `accepted`, `known`, `refused` or `suggested`."""
        return sum(getattr(hour, what) for hour in self.hours)

    @property
    def answered(self) -> int:
        """How many messages have got an answer."""
        return sum(self.total(what) for what in ("accepted", "known", "refused"))

    def lines(self) -> Iterable[str]:
        """The totals, and why messages were refused."""
        yield f"accepted: {self.total('accepted')}"
        yield f"known before: {self.total('known')}"
        yield f"refused: {self.total('refused')}"
        yield from (f"  {number} × {why}" for why, number in self.reasons.most_common())
        yield f"possible duplicates suggested: {self.total('suggested')}"

    def table(self) -> Table:
        """The same by hour of the day."""
        columns = ("accepted", "known", "refused", "suggested")
        table = Table("hour", *(Column(name, justify="right") for name in columns), box=box.SIMPLE)
        for number, hour in enumerate(self.hours):
            counts = [getattr(hour, name) for name in columns]
            if any(counts):
                table.add_row(f"{number:02d}", *map(str, counts))
        return table


def reason(body: dict[str, Any]) -> str:
    """A refusal in one line: its type, and each field with its sentence."""
    errors = [f"{error['pointer']}: {error['detail']}" for error in body.get("errors", [])]
    return " ".join([_type(body), *(errors or [body["detail"]])])


def _type(body: dict[str, Any]) -> str:
    return str(body.get("type", "")).removeprefix("/problems/")
