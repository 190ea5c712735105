"""What is switched on in the processes under test from outside: one file for each switch."""

from pathlib import Path

PLACE = "CHAOS_SWITCHES"
"""The environment variable that names the directory."""


class Switches:
    """Of each program, such as `needs-worker`: its seeded bug, and how wrong its clock is.

    A bug is read when the program starts, the clock whenever it is read.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def bug_of(self, program: str) -> str:
        """The seeded bug that is on, or nothing."""
        return self._read(f"{program}.bug")

    def seed(self, program: str, bug: str) -> None:
        """Let it have a bug from its next start on; empty for none."""
        self._write(f"{program}.bug", bug)

    def ahead(self, program: str) -> float:
        """How far its machine's clock is wrong, in seconds."""
        return float(self._read(f"{program}.clock") or 0)

    def step(self, program: str, seconds: float) -> None:
        """Set its machine's clock wrong."""
        self._write(f"{program}.clock", str(seconds))

    def _write(self, name: str, text: str) -> None:
        unfinished = self.directory / f"{name}.unfinished"
        unfinished.write_text(text)
        unfinished.rename(self.directory / name)

    def _read(self, name: str) -> str:
        file = self.directory / name
        return file.read_text().strip() if file.exists() else ""
