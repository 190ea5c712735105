"""The image's health check: asks whatever this container runs whether it is ready.

The same image runs every program, so the check looks at what was started. A job has no port: it is
healthy while it runs. Standard library only: this starts every few seconds in every container.
"""

import http.client
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

PORTS = {"app": ("HTTP_PORT", "8000"), "worker": ("WORKER_PORT", "8001")}
ASK_SECONDS = 2.0
OK = 200


def port_of(command: str, environment: Mapping[str, str]) -> int | None:
    """Where the program with this command line listens; None for a job."""
    found = re.search(r"services\.(\w+)\.(app|worker)\b", command)
    if found is None:
        return None
    name, default = PORTS[found[2]]
    return int(environment.get(f"{found[1].upper()}_{name}", default))


def main() -> None:
    """Exit code 0 when it is ready."""
    port = port_of(Path("/proc/1/cmdline").read_text().replace("\0", " "), os.environ)
    if port is None:
        return
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ASK_SECONDS)
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    sys.exit(0 if answer.status == OK else f"{answer.status} {answer.read().decode()}")


if __name__ == "__main__":
    main()
