"""What we export is read, checked and summed by programs of others."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from beancount import loader
from beancount.core.data import Transaction

from services.credit.account.queries import MEMBERS
from services.credit.export import queries
from shared.access import Role
from tests.credit.book import Book
from tests.credit.own import OwnLedger

VERIFIER = Path(__file__).parents[2] / "tools" / "verify_ledger.py"


async def exported(sealed: OwnLedger, wanted: str, to: Path) -> Path:
    auditor = sealed.kit.actor(Role.AUDITOR, region=sealed.regions[0])
    answer = await sealed.kit.get(f"/exports/{wanted}", as_=auditor)
    assert answer.status_code == 200, answer.text
    return saved(answer.text, to)


def saved(text: str, to: Path) -> Path:
    to.write_text(text)
    return to


def run(*command: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, check=False)


async def balances(sealed: OwnLedger) -> dict[str, int]:
    """What the API says stands on each account, by its number."""
    auditor = sealed.kit.actor(Role.AUDITOR, region=sealed.regions[0])
    listed = (await sealed.kit.get("/accounts", as_=auditor)).json()["items"]
    return {one["number"]: one["balance"]["posted"] for one in listed}


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
async def test_hledger_accepts_the_ledger_and_finds_our_balances(
    sealed: OwnLedger, tmp_path: Path
) -> None:
    file = await exported(sealed, "hledger", tmp_path / "credit.journal")

    checked = run("hledger", "-f", file, "check", "--strict")
    told = run("hledger", "-f", file, "balance", "holder", "-E", "-O", "json")

    found = {
        row[0].removeprefix("holder:"): sum(one["aquantity"]["decimalMantissa"] for one in row[3])
        for row in json.loads(told.stdout)[0]
    }
    assert checked.returncode == 0
    assert found == await balances(sealed)


async def test_beancount_accepts_the_ledger_and_finds_our_balances(
    sealed: OwnLedger, tmp_path: Path
) -> None:
    file = await exported(sealed, "beancount", tmp_path / "credit.beancount")

    entries, errors, _ = loader.load_file(str(file))

    assert errors == []
    found: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else []:
            assert posting.units is not None
            assert posting.units.number is not None
            found[posting.account] += int(posting.units.number)
    held = {
        name.removeprefix("Liabilities:Holder:"): amount
        for name, amount in found.items()
        if name.startswith("Liabilities:")
    }
    assert held == await balances(sealed)
    assert sum(found.values()) == 0


async def test_bean_check_says_nothing(sealed: OwnLedger, tmp_path: Path) -> None:
    file = await exported(sealed, "beancount", tmp_path / "credit.beancount")

    said = run(Path(sys.executable).parent / "bean-check", file)

    assert (said.returncode, said.stderr) == (0, b"")


@pytest.mark.parametrize("wanted", ["hledger", "beancount"])
async def test_only_auditors_take_the_books_home(sealed: OwnLedger, wanted: str) -> None:
    manager = sealed.kit.actor(*MEMBERS, organization=sealed.organizations[0])

    answer = await sealed.kit.get(f"/exports/{wanted}", as_=manager)

    assert answer.status_code == 403


async def test_an_auditor_elsewhere_gets_an_empty_book(sealed: OwnLedger) -> None:
    stranger = sealed.kit.actor(Role.AUDITOR)

    answer = await sealed.kit.get("/exports/hledger", as_=stranger)

    assert "JF-" not in answer.text


def verified(journal: str, *kept: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, VERIFIER, *kept],
        input=journal,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


async def journal(sealed: OwnLedger) -> list[dict[str, Any]]:
    """The public export, line by line; nobody needs to sign in for it."""
    answer = await sealed.kit.get("/exports/journal")
    return [json.loads(line) for line in answer.text.splitlines()]


def written(lines: list[dict[str, Any]]) -> str:
    return "\n".join(map(json.dumps, lines))


async def test_a_stranger_verifies_the_public_export(sealed: OwnLedger) -> None:
    kept = (await sealed.kit.get("/checkpoints/1")).json()["hash"]

    lines = await journal(sealed)

    code, said = verified(written(lines), kept)

    posted = sum("leaf" in line for line in lines)
    assert (code, said) == (0, f"{posted} transfers and 2 checkpoints: all right\n")
    assert posted > 6


async def test_a_stranger_misses_the_checkpoint_he_kept(sealed: OwnLedger) -> None:
    code, said = verified(written(await journal(sealed)), "ab" * 32)

    assert (code, said) == (1, f"WRONG: a checkpoint you kept is gone: {'ab' * 32}\n")


@pytest.mark.parametrize("came_in", ["", '{"type":"/problems/overloaded","status":503}\n'])
def test_what_is_no_journal_is_not_all_right(came_in: str) -> None:
    assert verified(came_in) == (1, "WRONG: this is no journal; one is read from standard input\n")


async def test_the_public_export_names_nobody(sealed: OwnLedger) -> None:
    text = written(await journal(sealed))

    assert "JF-" not in text
    assert not [one for one in sealed.organizations if str(one) in text]


async def test_an_export_shows_one_moment_however_many_pages_it_takes(
    sealed: OwnLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "READ_AT_ONCE", 2)
    whole = verified(written(await journal(sealed)))
    book = Book(sealed.kit, sealed.regions[-1], UUID(int=0))

    async with sealed.kit.begin() as uow:
        await queries.one_moment(uow, queries.PUBLIC)
        lines = aiter(queries.journal(uow))
        first = await anext(lines)
        book.holder = await book.another()
        await book.take(5)
        rest = [line async for line in lines]

    assert verified(first + "".join(rest)) == whole
    assert verified(written(await journal(sealed))) != whole


async def test_only_so_many_exports_run_at_once(sealed: OwnLedger) -> None:
    async with AsyncExitStack() as running:
        for _ in range(queries.EXPORTS_AT_ONCE):
            uow = await running.enter_async_context(sealed.kit.begin())
            await queries.one_moment(uow, queries.PUBLIC)

        busy = await sealed.kit.get("/exports/journal")
        auditor = sealed.kit.actor(Role.AUDITOR, region=sealed.regions[0])
        official = await sealed.kit.get("/exports/hledger", as_=auditor)

    assert (busy.status_code, busy.json()["type"]) == (503, "/problems/exports-busy")
    assert "retry-after" in busy.headers
    assert official.status_code == 200
    assert (await sealed.kit.get("/exports/journal")).status_code == 200


@pytest.mark.parametrize("kind", ["leaf", "entry", "balance", "checkpoint"])
@pytest.mark.parametrize("change", ["drop", "twice", "alter"])
async def test_a_stranger_finds_what_was_changed(sealed: OwnLedger, kind: str, change: str) -> None:
    lines = await journal(sealed)
    at = next(number for number, line in enumerate(lines) if kind in line)

    if change == "drop":
        lines.pop(at)
    elif change == "twice":
        lines.insert(at, lines[at])
    elif kind == "leaf":
        fields = lines[at]["leaf"].split("|")
        lines[at]["leaf"] = "|".join([*fields[:8], str(int(fields[8]) + 1), *fields[9:]])
    else:
        name = {"entry": "amount", "balance": "posted", "checkpoint": "tree_size"}[kind]
        lines[at][kind][name] += 1
    code, said = verified(written(lines))

    assert code == 1
    assert said.startswith("WRONG: ")


@pytest.mark.parametrize("number", range(12))
async def test_a_stranger_finds_whatever_a_checkpoint_says_otherwise(
    sealed: OwnLedger, number: int
) -> None:
    lines = await journal(sealed)
    made = next(line["checkpoint"] for line in lines if "checkpoint" in line)
    name, value = [*made.items()][number]

    made[name] = value + 1 if isinstance(value, int) else value[:-1] + "01"[value[-1] == "0"]
    code, said = verified(written(lines))

    assert (len(made), code) == (12, 1)
    assert said.startswith("WRONG: ")


async def test_a_stranger_finds_a_balance_beside_a_district_s_entry(sealed: OwnLedger) -> None:
    lines = await journal(sealed)
    plain = next(line["entry"] for line in lines if "entry" in line and not line["entry"]["hash"])

    plain["balance_after"] = 7

    assert verified(written(lines))[0] == 1


async def test_a_stranger_finds_a_forged_signature(sealed: OwnLedger) -> None:
    lines = await journal(sealed)
    signed = [line["checkpoint"] for line in lines if "checkpoint" in line]

    signed[1]["signature"] = signed[0]["signature"]

    assert verified(written(lines)) == (1, "WRONG: checkpoint 2 is not what its key signed\n")
