"""What is checked before it ships is really found; what could not be checked is not called good."""

import json
from pathlib import Path

import pytest

from deploy.supply import secrets
from deploy.supply.__main__ import judged
from deploy.supply.lock import ALL, RUNTIME, packages

LONG = "aB3" * 20
SAMPLES = {
    "private key": "-----BEGIN EC PRIVATE" + " KEY-----",
    "JWT": f"eyJ{LONG}.eyJ{LONG}.{LONG}",
    "GitHub token": f"ghp_{LONG}",
    "GitLab token": f"glpat-{LONG}",
    "package index token": f"pypi-AgE{LONG}",
    "Slack token": f"xoxb-{LONG}",
    "AWS access key": "AKIA" + "Q7" * 8,
    "Alibaba Cloud access key": "LTAI" + LONG[:20],
    "Tencent Cloud access key": "AKID" + LONG[:32],
    "WeChat AppSecret": "appSecret: " + "0af1" * 8,
    "password in an address": f"postgresql://needs:{LONG}@db/needs",
    "assigned secret": f'client_secret = "{LONG}"',
}


@pytest.mark.parametrize("kind", secrets.FORMS)
def test_every_form_of_a_secret_is_known(kind: str) -> None:
    found = list(secrets.found_in(f"one line\n{SAMPLES[kind]}\n"))

    assert (2, kind) in found


def test_a_secret_is_told_by_its_place_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaked = tmp_path / "notes.txt"
    leaked.write_text(SAMPLES["GitHub token"])
    monkeypatch.setattr(secrets, "known_files", lambda _: [leaked])

    assert secrets.scan(tmp_path) == ["notes.txt:1: GitHub token"]


def test_a_lock_is_read_whole() -> None:
    for lock in (ALL, RUNTIME):
        found = packages(lock)
        assert len(found) == sum(line[:1].isalpha() for line in lock.read_text().splitlines())
        assert all(package.sha256 for package in found)


HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["2"]}


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], "passed"),
        ([{"name": "a", "version": "1", "vulns": [HOLE]}], "FAILED"),
        (
            [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"}],
            "NOT RUN",
        ),
        ([], "NOT RUN"),
    ],
)
def test_what_was_not_looked_at_is_not_called_good(known: list[object], verdict: str) -> None:
    assert judged(json.dumps({"dependencies": known}), "").verdict == verdict


def test_an_audit_that_broke_down_says_why() -> None:
    assert judged("", "Traceback\nno route to host").why == "no route to host"
