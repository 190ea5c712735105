"""Passwords and keys of a local stack: made once, readable only by whoever runs it."""

import json
import os
import secrets
from pathlib import Path

from deploy.local.errors import CommandError
from deploy.local.stack import SERVICES, Stack
from shared.crypto import Key, Suite

USES = ("owner", "app", "nats")
ADMIN_NAME = "admin"
ADMIN_FILE = "admin-password"
IMPORT_FILE = "import-password"
"""Of the account that enters what other systems hold."""
PASSWORD_BYTES = 24
NOT_HIS = "{name} does not sign in with what {file} holds: write his password there"
LOST = "put your copy back. New keys open nothing that is stored; `sanshe reset` begins without it."


class Credentials:
    """What the stack's parts show each other; kept in its directory."""

    def __init__(self, stack: Stack) -> None:
        stack.data.mkdir(parents=True, exist_ok=True)
        chosen = os.environ.get("SANSHE_ADMIN_PASSWORD")
        self.admin = once(stack.data / ADMIN_FILE, chosen or new_password())
        passwords = stack.data / "passwords.json"
        stack.keys.mkdir(exist_ok=True)
        for service in SERVICES:
            keys = self.keys_file(stack, service)
            if passwords.exists() and not keys.exists():
                raise CommandError(f"{keys} is gone: {LOST}")
            once(keys, json.dumps(_keys()))
        fresh = {f"{service}_{use}": new_password() for service in SERVICES for use in USES}
        self._passwords: dict[str, str] = json.loads(
            once(passwords, json.dumps(fresh, indent=2)),  # the last: from now on there may be data
        )

    @staticmethod
    def keys_file(stack: Stack, service: str) -> Path:
        """Where a service finds the keys of its personal data."""
        return stack.keys / f"{service}.json"

    def password(self, service: str, use: str) -> str:
        """A service's password as `owner` or `app` of its database, or at `nats`."""
        return self._passwords[f"{service}_{use}"]


def new_password() -> str:
    """A random one of 24 bytes, in url-safe base64."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def _keys() -> dict[str, object]:
    named = os.environ.get("SANSHE_CRYPTO_SUITE") or Suite.INTL
    if named not in [*Suite]:
        raise CommandError(f"SANSHE_CRYPTO_SUITE is {named}: it may be {' or '.join(Suite)}")
    suite = Suite(named)
    return {"data": {"1": str(Key.new(suite))}, "index": str(Key.new(suite))}


def once(file: Path, text: str) -> str:
    """The content of `file`; `text` if it does not exist yet (complete or not at all)."""
    if not file.exists():
        unfinished = file.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(text)
        unfinished.rename(file)
    return file.read_text()
