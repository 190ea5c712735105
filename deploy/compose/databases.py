"""Makes the four databases and eight roles: `python -m deploy.compose.databases`, at every start.

Named services only, where each has a PostgreSQL of its own: `… databases needs`.

A job, not an init script of PostgreSQL's image: that would run for an empty cluster only, so
neither a fifth database nor a changed password would ever arrive.
"""

import json
import sys
from dataclasses import dataclass

from deploy.local import databases
from deploy.local.stack import SERVICES
from shared.settings import SECRETS


@dataclass(frozen=True)
class Known:
    """The passwords that were made before."""

    passwords: dict[str, str]

    def password(self, service: str, use: str) -> str:
        """That of a service's `owner` or `app`."""
        return self.passwords[f"{service}_{use}"]


def main() -> None:
    """Bring roles, databases and privileges to what they should be."""
    known = Known(json.loads((SECRETS / "passwords.json").read_text()))
    services = sys.argv[1:] or SERVICES
    databases.prepare((SECRETS / "superuser_url").read_text(), known, services)


if __name__ == "__main__":
    main()
