"""Real messages through the running intake, twice, and for longer than a token lasts."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from deploy.local.cli import app
from deploy.local.credentials import ADMIN_FILE, IMPORT_FILE
from deploy.local.demo.api import Person, client
from deploy.local.demo.cast import CITY_ADMIN_NAME, TAICANG
from deploy.local.errors import CommandError
from deploy.local.replay.importer import importer
from deploy.local.replay.messages import Message, Target
from deploy.local.replay.player import IN_FLIGHT, Player
from deploy.local.stack import Stack
from shared import clock, ids

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


def a_player(stack: Stack, told: list[int]) -> Player:
    with client() as http:
        who = importer(stack, http, a_community(stack))
    target = Target(
        region_id=who.region["id"], category_code="unsorted", source="12345", space=who.account_id
    )
    return Player(stack, who, target, lambda _, answer: told.append(answer.status_code))


def some_messages(number: int) -> list[Message]:
    told = {"title": "路灯不亮", "detail": "人民公园南门的路灯坏了"}
    every = [{"message_id": f"{ids.new()}", "user": f"u{n}"} | told for n in range(number)]
    return [Message(**one, submitted_at=clock.now()) for one in every]


def test_a_token_that_runs_out_amid_a_run_is_replaced_once_for_all_on_their_way(
    running_stack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    player = a_player(running_stack.stack, told)
    tokens, signed_in = player._tokens, []

    async def first_one_that_has_run_out() -> dict[str, Any]:
        signed_in.append(await tokens())
        return {"access_token": "run.out.since"} if len(signed_in) == 1 else signed_in[-1]

    monkeypatch.setattr(player, "_tokens", first_one_that_has_run_out)
    asyncio.run(player.play(some_messages(2 * IN_FLIGHT), None))

    assert (told, len(signed_in)) == ([201] * 2 * IN_FLIGHT, 2)


def test_a_registry_that_is_away_when_a_token_runs_out_is_waited_for(
    running_stack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    player = a_player(running_stack.stack, told)
    tokens, tries = player._tokens, iter(("run.out.since", "away"))

    async def away_for_a_moment() -> dict[str, Any]:
        match next(tries, None):
            case "away":
                raise httpx.ConnectError("nobody listens")
            case str(token):
                return {"access_token": token}
        return await tokens()

    monkeypatch.setattr(player, "_tokens", away_for_a_moment)
    asyncio.run(player.play(some_messages(2), None))

    assert told == [201, 201]


def test_a_password_that_was_lost_is_given_anew(running_stack: Any) -> None:
    told: list[int] = []
    a_player(running_stack.stack, told)
    (running_stack.stack.data / IMPORT_FILE).unlink()

    asyncio.run(a_player(running_stack.stack, told).play(some_messages(1), None))

    assert told == [201]


def test_a_run_ends_with_the_role_of_who_imports(running_stack: Any) -> None:
    stack, told = running_stack.stack, list[int]()
    player = a_player(stack, told)
    password = (stack.data / ADMIN_FILE).read_text().strip()
    with client() as http:
        city_admin = Person.signed_in(stack, http, CITY_ADMIN_NAME, password)
        held = city_admin.get("registry", f"accounts/{player.importer.account_id}/grants")["items"]
        for grant in held:
            city_admin.post("registry", f"grants/{grant['id']}/revocation")

    with pytest.RaisesGroup(pytest.RaisesExc(CommandError, match="role has ended")):
        asyncio.run(player.play(some_messages(1), None))

    assert told == []


def test_who_chose_another_password_is_told_where_to_write_it(
    running_stack: Any, tmp_path: Path
) -> None:
    replace(running_stack.stack, data=tmp_path).save()
    (tmp_path / ADMIN_FILE).write_text("chosen-since-then")
    codes = tmp_path / "codes.csv"
    codes.write_text("code,parent_code,level,name\n")
    command = [sys.executable, "-m", "deploy.local", "regions", "import", str(codes)]

    done = subprocess.run(
        command,
        env=os.environ | {"SANSHE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    told = f"admin does not sign in with what {tmp_path / ADMIN_FILE} holds"
    assert done.returncode == 1
    assert done.stderr.startswith(told)
