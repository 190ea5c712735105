"""A log that cannot be written stops nobody."""

import subprocess
import sys

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
