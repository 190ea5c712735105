"""A backup is one moment of all databases, whole or refused, and never without its keys."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local.backup import CLUSTER, TOLD, back_up, restore
from deploy.local.credentials import Credentials
from deploy.local.errors import CommandError
from deploy.local.postgres import PostgresServer
from deploy.local.stack import Stack
from shared import clock


@pytest.fixture(scope="module")
async def stack(place: Path, free_port: Callable[[], int]) -> Stack:
    """A stack that was backed up to `backup` while it ran, and is stopped now."""
    stack = Stack(data=place / "stack", postgres_port=free_port())
    Credentials(stack)
    server = PostgresServer(stack.data / "postgres", stack.postgres_port)
    server.start()
    try:
        connection = await asyncpg.connect(server.url)
        await connection.execute("CREATE TABLE told AS SELECT 1 AS before")
        back_up(stack, place / "backup", clock.now())
        await connection.execute("INSERT INTO told VALUES (2)")
        await connection.close()
    finally:
        server.stop()
    return stack


def elsewhere(stack: Stack, data: Path, port: int) -> Stack:
    """Another machine, to which the keys were brought."""
    shutil.copytree(stack.keys, data / "keys")
    return Stack(data=data, postgres_port=port)


async def test_what_was_committed_before_is_there_and_what_came_later_is_not(
    stack: Stack, place: Path, free_port: Callable[[], int]
) -> None:
    other = elsewhere(stack, place / "other", free_port())
    (other.data / "nats").mkdir()

    restore(other, place / "backup")

    server = PostgresServer(other.data / "postgres", other.postgres_port)
    server.start()
    try:
        connection = await asyncpg.connect(server.url)
        assert [row["before"] for row in await connection.fetch("SELECT * FROM told")] == [1]
        await connection.close()
    finally:
        server.stop()
    assert not (other.data / "nats").exists()


def test_a_server_is_copied_however_its_address_is_written(stack: Stack, place: Path) -> None:
    server = PostgresServer(stack.data / "postgres", stack.postgres_port)
    password = urlsplit(server.url).password
    where = f"host=127.0.0.1&port={stack.postgres_port}"
    url = f"postgresql://%70ostgres:{password}@/postgres?{where}"
    server.start()

    try:
        back_up(replace(stack, postgres_url=url), place / "of another", clock.now())
    finally:
        server.stop()

    assert (place / "of another" / CLUSTER / "PG_VERSION").exists()


def test_streams_that_are_kept_elsewhere_are_told_of(
    stack: Stack, place: Path, free_port: Callable[[], int]
) -> None:
    other = elsewhere(stack, place / "streams elsewhere", free_port())
    environment = {"SANSHE_DATA": str(other.data), "SANSHE_NATS_URL": "nats://broker:4222"}

    told = subprocess.run(
        [sys.executable, "-m", "deploy.local", "restore", str(place / "backup")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "the streams at SANSHE_NATS_URL" in told.stdout


def test_a_backup_holds_no_key(stack: Stack, place: Path) -> None:
    kept = [json.loads(file.read_text()) for file in stack.keys.iterdir()]
    keys = [key for one in kept for key in (one["index"], *one["data"].values())]

    told = (place / "backup" / TOLD).read_text()

    assert len(keys) == 8
    assert not [key for key in keys if key in told]
    assert (place / "backup").stat().st_mode & 0o077 == 0


def test_nothing_is_written_over(stack: Stack, place: Path) -> None:
    with pytest.raises(CommandError, match="exists"):
        back_up(stack, place / "backup", clock.now())
    with pytest.raises(CommandError, match="holds a cluster"):
        restore(stack, place / "backup")


def test_without_its_keys_it_is_not_restored(stack: Stack, place: Path) -> None:
    other = elsewhere(stack, place / "keyless", stack.postgres_port)
    (other.keys / "needs.json").write_text((other.keys / "credit.json").read_text())

    with pytest.raises(CommandError, match=r"needs.json lacks the keys \['data 1', 'index'\]"):
        restore(other, place / "backup")
    (other.keys / "needs.json").write_text('{"data": {"1": ')
    with pytest.raises(CommandError, match=r"needs.json holds no keys"):
        restore(other, place / "backup")
    assert not (other.data / "postgres").exists()


def test_what_was_damaged_is_refused(stack: Stack, place: Path) -> None:
    shutil.copytree(place / "backup", place / "damaged", copy_function=os.link)
    file = place / "damaged" / CLUSTER / "global" / "pg_filenode.map"
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    other = elsewhere(stack, place / "unlucky", stack.postgres_port)

    with pytest.raises(CommandError, match="checksum mismatch"):
        restore(other, place / "damaged")
    with pytest.raises(CommandError, match="no backup"):
        restore(other, place)
    for text in ("{", "{}"):
        (place / TOLD).write_text(text)
        with pytest.raises(CommandError, match="no backup"):
            restore(other, place)
