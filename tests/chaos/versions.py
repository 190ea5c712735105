"""Two versions of the platform: this one, and an older one fetched from the history."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.program import Program
from deploy.local.stack import ROOT, Stack
from tests.house.test_migrations_run_beside_users import FIRST_RELEASE

SETUP_SECONDS = 900.0
COMMAND_SECONDS = 300.0


class NotRunError(RuntimeError):
    """There is nothing to upgrade from here; the sentence says why."""


@dataclass(frozen=True)
class Version:
    """A tree of the repository that has its `.venv`."""

    root: Path
    name: str
    may_run_beside: bool = True
    """Whether its programs can live with the tables of this version."""

    def sanshe(self, stack: Stack, *words: str) -> str:
        """What a command of this version answers beside a stack; AssertionError when it fails."""
        done = subprocess.run(
            [self.root / ".venv/bin/sanshe", *words],
            env={**os.environ, "SANSHE_DATA": str(stack.data)},
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS,
        )
        told = f"`sanshe {' '.join(words)}` of {self.name}: {done.stdout}{done.stderr}"
        assert done.returncode == 0, told
        return done.stdout

    def up(self) -> list[str]:
        """The command that starts a stack."""
        return [str(self.root / ".venv/bin/sanshe"), "up"]

    def program(self, program: Program) -> Program:
        """The same program of this version, with the same settings."""
        program.command = [str(self.root / ".venv/bin/python"), *program.command[1:]]
        program.cwd = self.root
        return program


NOW = Version(ROOT, "this version")


def before(ref: str | None, place: Path) -> Version:
    """An older version, built as its own page says; NotRunError where there is no history.

    Without a name it is the last tag; before the first tag the oldest version whose every
    migration is still what it was.
    """
    if not (ROOT / ".git").exists() or _git("rev-parse", "--is-shallow-repository") == "true":
        raise NotRunError("no history here: clone the whole repository")
    commit = _git("rev-parse", f"{ref or _last_tag() or _oldest()}^{{commit}}")
    if rewritten := _migrations(commit) - _migrations("HEAD"):
        raise NotRunError(f"migrations of {commit[:12]} were rewritten since: {sorted(rewritten)}")
    root = place / f"version-{commit[:12]}"
    if not root.exists():
        root.mkdir(parents=True)
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        subprocess.run(["tar", "-x"], cwd=root, input=archive.stdout, check=True)
    python = os.environ.get("PYTHON", str(Path(sys.executable).resolve()))
    subprocess.run(
        ["make", "--no-print-directory", "setup"],
        cwd=root,
        env={**os.environ, "PYTHON": python},
        check=True,
        timeout=SETUP_SECONDS,
    )
    name = _git("log", "-1", "--format=%h of %cs", commit)
    new = _migrations("HEAD") - _migrations(commit)
    return Version(root, name, not any(_is_of_first_release(one) for one in new))


def _is_of_first_release(migration: str) -> bool:
    found = re.search(r"(\w+?)_(\d{4})_\w+\.py$", Path(migration).name)
    return found is not None and int(found[2]) <= FIRST_RELEASE[found[1]]


def _last_tag() -> str:
    return _git("tag", "--merged", "HEAD^", "--sort=-creatordate").partition("\n")[0]


def _oldest() -> str:
    now, found = _migrations("HEAD"), "HEAD"
    for commit in _git("rev-list", "--first-parent", "HEAD").splitlines():
        if not _migrations(commit) <= now:
            break
        found = commit
    return found


def _migrations(commit: str) -> set[str]:
    """Every migration of a version: its content's name and its own."""
    tree = _git("ls-tree", "-r", "--format=%(objectname) %(path)", commit, "services", "shared")
    return {line for line in tree.splitlines() if "/migrations/versions/" in line}


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotRunError(f"git {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()
