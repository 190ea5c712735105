import os
import subprocess
import sys
from pathlib import Path

SHOW = (
    "from services.needs.settings import Settings;"
    "print(Settings().database_url.get_secret_value(), Settings().pool_size)"
)


def test_a_secret_may_be_a_file_named_like_its_variable(tmp_path: Path) -> None:
    (tmp_path / "needs_database_url").write_text("postgresql+asyncpg://needs_app:x@db/needs")
    given = {"SANSHE_SECRETS_DIR": str(tmp_path), "NEEDS_KEYS_FILE": "keys", "NEEDS_POOL_SIZE": "3"}

    shown = subprocess.run(
        [sys.executable, "-c", SHOW],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=True,
    )

    assert shown.stdout.split() == ["postgresql+asyncpg://needs_app:x@db/needs", "3"]
