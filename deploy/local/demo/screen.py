"""What the demo shows while it plays, and at the end."""

import time
from dataclasses import dataclass, field
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@dataclass
class Screen:
    """Prints each step with its facts under a progress bar, and keeps them for the summary."""

    console: Console
    steps: int
    summary: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin at zero."""
        self._began = time.monotonic()
        self._progress = Progress(
            TextColumn("三社联动"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
        )
        self._bar = self._progress.add_task("demo", total=self.steps)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away, whatever happened."""
        self._progress.stop()

    def step(self, title: str, *facts: str) -> None:
        """One thing happened."""
        seconds = time.monotonic() - self._began
        self.console.print(f"[bold]{seconds:5.1f} s  {title}[/]")
        for fact in facts:
            self.console.print(f"         {fact}", soft_wrap=True)
        self._progress.advance(self._bar)

    def keep(self, what: str, where: str) -> None:
        """Remember something for the summary."""
        self.summary.append((what, where))

    def close(self) -> None:
        """What happened, and where to look; addresses stay whole, to be copied."""
        self.console.print("\n[bold]演示小结[/]")
        for what, where in self.summary:
            self.console.print(f"  {what}\n    {where}", soft_wrap=True)
