"""What the load did, as it saw it: one fsynced JSON line for each operation, none forgotten."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(kw_only=True)
class Operation:
    """One thing somebody wanted done.

    `outcome` is `ok` (acknowledged), `fail` (refused: it has no effect) or `info` (nobody knows:
    at most one effect). `attempts` counts the tries with the same key, `unclear` those of them
    that got no answer, or one that leaves it open what happened.
    """

    op: str
    idem_key: str
    target: str | None = None
    t_invoke: float = 0.0
    t_done: float = 0.0
    outcome: str = "info"
    status: int = 0
    body_hash: str = ""
    attempts: int = 0
    unclear: int = 0
    replayed: bool = False
    told: dict[str, Any] = field(default_factory=dict)
    """What a check needs besides: versions, ids that were listed."""


class Journal:
    """A file that only grows, and its lines in memory."""

    def __init__(self, file: Path) -> None:
        self.operations: list[Operation] = []
        self._file = file.open("a", encoding="utf-8")

    def keep(self, operation: Operation) -> None:
        """Write one operation down; it is on the disk when this returns."""
        operation.t_done = time.monotonic()
        self._file.write(json.dumps(asdict(operation), ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.operations.append(operation)

    def of(self, *ops: str, outcome: str | None = None) -> Iterator[Operation]:
        """The operations of these kinds."""
        for one in self.operations:
            if one.op in ops and outcome in (None, one.outcome):
                yield one

    def close(self) -> None:
        """No more is written."""
        self._file.close()
