"""Every benchmark says what it measures and what it takes, and starts nothing to do so."""

import runpy
import sys
from pathlib import Path

import pytest

from tests.house.sources import files

PROGRAMS = [one for one in files("benchmarks") if "__main__" in one.read_text("utf-8")]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_it_says_what_it_does_and_takes(
    program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"benchmarks.{program.stem}"
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    monkeypatch.delitem(sys.modules, name, raising=False)  # another one may have imported it

    with pytest.raises(SystemExit) as ended:
        runpy.run_module(name, run_name="__main__", alter_sys=True)

    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert told.startswith(f"usage: python -m {name} [-h]")
    about = program.read_text("utf-8").removeprefix('"""').splitlines()[0].removesuffix('"""')
    assert about in " ".join(told.split())
