"""From which version the rehearsal of an upgrade starts, and when it says that it did not run."""

import subprocess
from pathlib import Path

import pytest

from tests.chaos import versions
from tests.chaos.versions import NotRunError

MIGRATIONS = Path("services/needs/migrations/versions")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A history of three versions; the second rewrote the first one's migration."""
    root = tmp_path / "clone"
    (root / MIGRATIONS).mkdir(parents=True)
    (root / "Makefile").write_text("setup:\n\t@true\n")
    git(root, "init", "-q")
    for number, text in ((1, "written"), (1, "rewritten"), (2, "next")):
        (root / MIGRATIONS / f"needs_000{number}_made.py").write_text(text)
        git(root, "add", ".")
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        git(root, *who, "commit", "-qm", text)
    monkeypatch.setattr(versions, "ROOT", root)
    return root


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


def made_in(version: versions.Version) -> dict[str, str]:
    return {one.stem[:10]: one.read_text() for one in (version.root / MIGRATIONS).iterdir()}


@pytest.mark.usefixtures("clone")
def test_without_a_release_it_is_the_oldest_whose_migrations_are_still_what_they_were(
    tmp_path: Path,
) -> None:
    assert made_in(versions.before(None, tmp_path)) == {"needs_0001": "rewritten"}


def test_with_a_release_it_is_the_last_one(clone: Path, tmp_path: Path) -> None:
    git(clone, "tag", "v1", "HEAD^")
    git(clone, "tag", "v2")

    assert made_in(versions.before(None, tmp_path)) == {"needs_0001": "rewritten"}


@pytest.mark.usefixtures("clone")
def test_programs_run_on_beside_migrations_made_after_the_first_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "FIRST_RELEASE", {"needs": 1})
    assert versions.before(None, tmp_path).may_run_beside

    monkeypatch.setattr(versions, "FIRST_RELEASE", {"needs": 2})
    assert not versions.before(None, tmp_path).may_run_beside


@pytest.mark.usefixtures("clone")
def test_a_version_whose_migrations_were_rewritten_cannot_be_upgraded(tmp_path: Path) -> None:
    with pytest.raises(NotRunError, match=r"rewritten since.*needs_0001"):
        versions.before("HEAD~2", tmp_path)


def test_without_the_history_it_is_not_run(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{clone}", "shallow")
    (tmp_path / "tarball").mkdir()

    for place in ("shallow", "tarball"):
        monkeypatch.setattr(versions, "ROOT", tmp_path / place)
        with pytest.raises(NotRunError, match="no history"):
            versions.before(None, tmp_path)
