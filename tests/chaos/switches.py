"""What is switched on in the processes under test from outside: one file for each switch."""

from pathlib import Path

PLACE = "CHAOS_SWITCHES"
"""The environment variable that names the directory."""


class Switches:
    """`bug` is read when a process starts, `clock` (seconds ahead) whenever it reads the clock."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    @property
    def bug(self) -> str:
        """The seeded bug that is on, or nothing."""
        return self._read("bug")

    @bug.setter
    def bug(self, name: str) -> None:
        (self.directory / "bug").write_text(name)

    @property
    def seconds_ahead(self) -> float:
        """How far the clock is wrong."""
        return float(self._read("clock") or 0)

    @seconds_ahead.setter
    def seconds_ahead(self, seconds: float) -> None:
        unfinished = self.directory / "clock.unfinished"
        unfinished.write_text(str(seconds))
        unfinished.rename(self.directory / "clock")

    def _read(self, name: str) -> str:
        file = self.directory / name
        return file.read_text().strip() if file.exists() else ""
