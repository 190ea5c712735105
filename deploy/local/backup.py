"""All four databases at one moment: copied from the running cluster, put into an empty one.

Decision 0012 says why it is a physical copy. Keys are never in it, only their fingerprints: who
restores must bring the keys, and learns before he starts whether they are the right ones.
"""

import hashlib
import json
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from deploy.local.credentials import Credentials
from deploy.local.errors import CommandError
from deploy.local.postgres import PostgresServer, binaries
from deploy.local.stack import SERVICES, Stack
from deploy.local.up import only_one
from shared.crypto import Key

CLUSTER, TOLD = "cluster", "backup.json"
"""What a backup consists of: the copy of the cluster, and what is to be known about it."""
FINGERPRINT_BYTES = 8
SECONDS_MAX = 6 * 3600
"""A copy that takes longer has hung."""


def back_up(stack: Stack, into: Path, at: datetime) -> None:
    """Copy the cluster as it is at the end of the copying, and check the copy.

    Nothing is stopped for it. Refuses a folder that exists; one is there only when it is whole.
    """
    if into.exists():
        raise CommandError(f"{into} exists: name a new folder for each backup")
    unfinished = into.with_name(f"{into.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    url = stack.postgres_url or PostgresServer(stack.data / "postgres", stack.postgres_port).url
    address, password = _apart(url)
    _run(
        *("pg_basebackup", "--no-password", "--checkpoint=fast", "--wal-method=stream"),
        *("--manifest-checksums=SHA256", f"--pgdata={unfinished / CLUSTER}"),
        f"--dbname={address}",
        password=password,
    )
    _run("pg_verifybackup", str(unfinished / CLUSTER))
    told = {"taken_at": at.isoformat(), "keys": _keys(stack)}
    (unfinished / TOLD).write_text(json.dumps(told, indent=2))
    unfinished.rename(into)


def restore(stack: Stack, backup: Path) -> datetime:
    """Put a backup where no cluster is, and forget what the broker knew; answers its moment.

    The streams must go: they may tell of what happened after the backup, and their consumers
    believe to have read it. The services make them again from their outboxes.
    """
    if stack.postgres_url is not None:
        raise CommandError(
            "SANSHE_POSTGRES_URL names a server that is not started from here: put the backup's"
            f" {CLUSTER} where that server keeps its data, or unset it"
        )
    try:
        told: dict[str, Any] = json.loads((backup / TOLD).read_text())
        taken_at, keys = datetime.fromisoformat(told["taken_at"]), told["keys"]
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"{backup} is no backup: {TOLD}, {error!r}") from None
    server = PostgresServer(stack.data / "postgres", stack.postgres_port)
    with only_one(stack.data):
        if server.data.exists():
            raise CommandError(f"{server.data} holds a cluster: move it away first")
        _check_keys(keys, _keys(stack), stack)
        _run("pg_verifybackup", str(backup / CLUSTER))
        server.adopt(backup / CLUSTER)
        shutil.rmtree(stack.data / "nats", ignore_errors=True)
    return taken_at


def _check_keys(wanted: dict[str, Any], here: dict[str, Any], stack: Stack) -> None:
    for service, keys in wanted.items():
        missing = [name for name, print_ in keys.items() if here[service].get(name) != print_]
        if missing:
            raise CommandError(
                f"{Credentials.keys_file(stack, service)} lacks the keys {missing} that the backup"
                " was made with: put the right ones there first, or no personal data can be read"
            )


def _keys(stack: Stack) -> dict[str, dict[str, str]]:
    """Name and fingerprint of every key, by service; a hash of random bits tells nothing."""
    found: dict[str, dict[str, str]] = {}
    for service in SERVICES:
        file = Credentials.keys_file(stack, service)
        try:
            kept = json.loads(file.read_text()) if file.exists() else {"data": {}}
            named = {f"data {number}": key for number, key in kept["data"].items()}
            named |= {"index": kept["index"]} if "index" in kept else {}
            found[service] = {name: _fingerprint(key) for name, key in named.items()}
        except (AttributeError, LookupError, TypeError, ValueError):
            raise CommandError(f"{file} holds no keys: put back the file that was here") from None
    return found


def _apart(url: str) -> tuple[str, str]:
    """An address without its password, and the password: how a program is called, others see."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    return urlunsplit(parts._replace(netloc=f"{user}{at}{place}")), unquote(password)


def _fingerprint(key: str) -> str:
    digest = hashlib.sha256(Key.parse(key).secret).digest()
    return digest[:FINGERPRINT_BYTES].hex()


def _run(program: str, *options: str, password: str = "") -> None:
    done = subprocess.run(
        [str(binaries() / program), *options],
        env=os.environ | {"PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_MAX,
    )
    if done.returncode:
        raise CommandError(f"{program} failed:\n{done.stdout}{done.stderr}")
