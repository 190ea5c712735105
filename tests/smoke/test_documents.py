"""Every operation of the four OpenAPI documents: whatever is sent, the answer is as announced."""

import os
import subprocess
import sysconfig
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from deploy.local.stack import SERVICES

HERE = Path(__file__).parent
SECONDS = int(os.environ.get("SMOKE_SECONDS", "12"))
"""For each service; more by hand: SMOKE_SECONDS=300 SMOKE_EXAMPLES=200 pytest tests/smoke."""
EXAMPLES = os.environ.get("SMOKE_EXAMPLES", "10")


@pytest.mark.parametrize("service", SERVICES)
def test_an_api_answers_whatever_is_sent_as_its_document_says(
    running_api: Callable[[str], AbstractContextManager[Any]], service: str, tmp_path: Path
) -> None:
    with running_api(service) as api:
        command = [
            *(str(Path(sysconfig.get_path("scripts")) / "schemathesis"), "--config-file"),
            *(str(HERE / "schemathesis.toml"), "run", f"{api.url}/openapi.json", "--no-color"),
            *("--max-time", str(SECONDS), "--max-examples", EXAMPLES),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "SMOKE_TOKEN": api.token},
        )
        log = api.log.read_text("utf-8")

    faults = [line for line in log.splitlines() if '"request.fault"' in line]
    assert faults == []
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
