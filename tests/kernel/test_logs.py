"""A log that cannot be written stops nobody."""

import subprocess
import sys
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.engine import engine_of
from shared.logs import redact
from shared.settings import ServiceSettings

WORK = """
import sys, structlog
from shared import logs
logs.start("needs", "worker")
for number in range(1_000):
    structlog.get_logger().info("line", number=number)
sys.stderr.write("the work was done")
"""


def test_a_full_disk_costs_lines_and_not_the_work() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - it is no file
        done = subprocess.run(
            [sys.executable, "-c", WORK],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.stderr == "the work was done"


@pytest.mark.parametrize(
    "said", ["13812345678", "+8613812345678", "008613812345678", "86 13812345678"]
)
def test_a_phone_number_is_struck_out_however_it_is_written(said: str) -> None:
    told = redact(None, "info", {"event": f"called {said}, order 20260302000001"})

    assert "13812345678" not in told["event"]
    assert told["event"].endswith(", order 20260302000001")


def test_a_token_is_struck_out_whole_whatever_digits_it_holds() -> None:
    told = redact(None, "info", {"event": "sent eyJhbGci.a-13812345678-b.c0ffee to him"})

    assert told["event"] == "sent • to him"


@pytest.mark.parametrize(
    "where", [{"to": "13812345678"}, ["13812345678"], ValueError("13812345678")]
)
def test_what_is_said_within_something_is_struck_out_too(where: Any) -> None:
    assert "13812345678" not in str(redact(None, "info", {"event": "refused", "said": where}))


async def test_a_statement_that_fails_does_not_tell_what_people_wrote(needs_parts: Any) -> None:
    settings = ServiceSettings(database_url=SecretStr(needs_parts.url), keys_file=needs_parts.keys)
    engine = engine_of(settings, "test")
    failing = text("SELECT 1 / CAST(:zero AS int), CAST(:said AS text)")

    with pytest.raises(DBAPIError) as failed:
        async with engine.connect() as connection:
            await connection.execute(failing, {"zero": 0, "said": "李奶奶家漏水"})
    await engine.dispose()

    assert "division by zero" in str(failed.value)
    assert "李奶奶" not in str(failed.value)
