"""Imports point where STYLE says; and every contract notices when one does not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).parent / "lint-imports"

SLICE = ["routes", "handlers", "timers", "schemas", "use_cases", "queries", "clients"]
SLICE += ["model", "rules", "states", "errors"]
KERNEL = ["bus", "db", "orm", "web"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small platform of two services, as the real contracts see it."""
    tool = re.search(
        r"^\[tool\.importlinter\].*",
        (ROOT / "pyproject.toml").read_text(),
        re.MULTILINE | re.DOTALL,
    )
    assert tool is not None
    (tmp_path / "pyproject.toml").write_text(tool.group())
    for package in ["deploy", "shared", "services", *(f"services/{name}" for name in ("a", "b"))]:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for service in ("a", "b"):
        for concept in ("offer", "order"):
            folder = tmp_path / "services" / service / concept
            folder.mkdir()
            for name in ["__init__", *SLICE]:
                (folder / f"{name}.py").touch()
    for name in KERNEL:
        (tmp_path / "shared" / f"{name}.py").touch()
    (tmp_path / "shared/policy.py").write_text("import shared.db\n")
    (tmp_path / "shared/numbers.py").write_text("import sqlalchemy, shared.db, shared.orm\n")
    (tmp_path / "shared/durations.py").write_text("import pydantic\n")
    (tmp_path / "shared/money.py").write_text("import pydantic\n")
    (tmp_path / "shared/wording.py").write_text("import pydantic\n")
    (tmp_path / "services/a/app.py").write_text("from services.a.offer import routes\n")
    (tmp_path / "services/a/worker.py").write_text("from services.a.offer import handlers\n")
    (tmp_path / "services/a/offer/routes.py").write_text("from services.a.offer import use_cases\n")
    return tmp_path


def lint(root: Path) -> tuple[int, str]:
    """The exit code of lint-imports over the packages in this folder, and what it printed."""
    done = subprocess.run(
        [LINT, "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root), "COLUMNS": "200", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_hold() -> None:
    code, said = lint(ROOT)

    assert code == 0, said


def test_a_tidy_tree_breaks_no_contract(tree: Path) -> None:
    code, said = lint(tree)

    assert code == 0, said


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [
        (
            "Services talk by events and HTTP, never by import",
            "services/a/offer/use_cases.py",
            "from services.b.order import model",
        ),
        ("Shared code knows no service", "shared/web.py", "import services.a"),
        ("Services do not know how they are deployed", "services/a/app.py", "import deploy"),
        (
            "Inside a slice, imports point down",
            "services/a/offer/model.py",
            "from services.a.offer import use_cases",
        ),
        (
            "Inside a slice, imports point down",
            "services/a/offer/use_cases.py",
            "from services.a.offer import schemas",
        ),
        ("Inside a slice, imports point down", "services/a/offer/utils.py", "PI = 3"),
        (
            "Only the composition root reaches a slice's edge",
            "services/a/order/use_cases.py",
            "from services.a.offer import routes",
        ),
        (
            "Domain files know no web, no broker, no session",
            "services/a/offer/model.py",
            "import shared.db",
        ),
        (
            "Domain files know no web, no broker, no session",
            "services/a/offer/errors.py",
            "import starlette",
        ),
        ("Rules are plain Python", "services/a/offer/rules.py", "import sqlalchemy"),
        ("A worker needs no web framework", "services/a/offer/handlers.py", "import fastapi"),
        ("Only the kernel speaks NATS", "services/a/offer/handlers.py", "import nats"),
    ],
)
def test_a_broken_contract_is_found(tree: Path, contract: str, file: str, line: str) -> None:
    (tree / file).write_text(f"{line}\n")

    code, said = lint(tree)

    assert code == 1
    assert f"{contract} BROKEN" in said
