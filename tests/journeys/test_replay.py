"""Real messages through the running intake, twice."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from deploy.local.cli import app
from deploy.local.credentials import ADMIN_FILE
from deploy.local.demo.api import Person, client
from deploy.local.demo.cast import CITY_ADMIN_NAME, TAICANG
from deploy.local.stack import Stack

MESSAGES = Path(__file__).parents[3] / "shared" / "data" / "messages-replay.csv"
ROWS = 50
TOO_LONG = "long-1"


def a_community(stack: Stack) -> str:
    with client() as http:
        person = Person.signed_in(
            stack, http, CITY_ADMIN_NAME, (stack.data / ADMIN_FILE).read_text().strip()
        )
        county = next(person.pages("registry", "regions", code=TAICANG))
        listed = {"under": county["id"], "level": "community", "limit": 200}
        return str(list(person.pages("registry", "regions", **listed))[-1]["code"])


def counts(out: str) -> dict[str, int]:
    lines = [line.split(": ") for line in out.splitlines() if ": " in line and line[0] != " "]
    return {name: int(number) for name, number in lines if number.isdigit()}


def test_every_message_gets_its_answer_and_a_second_run_changes_nothing(
    running_stack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not MESSAGES.exists():
        pytest.skip(f"{MESSAGES} is not there")
    stack = running_stack.stack
    monkeypatch.setenv("SANSHE_DATA", str(stack.data))
    code = a_community(stack)
    file = tmp_path / "messages.csv"
    lines = MESSAGES.read_text("utf-8-sig").splitlines(keepends=True)[: ROWS + 1]
    file.write_text("".join([*lines, f"{TOO_LONG},A,标题,2019-01-01T08:00:00,{'长' * 4001},0\n"]))
    command = ["needs", "replay", str(file), "--region", code]

    first = CliRunner().invoke(app, command)
    again = CliRunner().invoke(app, command)
    elsewhere = CliRunner().invoke(app, [*command, "--category", "care.meal"])

    assert first.exit_code == 0, first.output
    found = counts(first.output)
    assert (found["accepted"], found["known before"], found["refused"]) == (ROWS, 0, 1)
    assert "validation-failed /description" in first.output
    for later in (again, elsewhere):
        found = counts(later.output)
        assert (found["accepted"], found["known before"], found["refused"]) == (0, ROWS, 1)
