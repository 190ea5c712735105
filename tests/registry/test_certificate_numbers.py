"""Certificates that were entered before their numbers had one form are found by it."""

import asyncio

import asyncpg
from alembic import command

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.registry.social_worker.rules import normal_cert_no
from shared import ids
from shared.migrations import runner
from tests.own_database import addresses, make

NAME = "registry_of_certificates"
INSERT = """
INSERT INTO certificate (id, version, worker_id, level, cert_no, issued_on)
VALUES ($1, 1, $1, $2, $3, '2020-01-01')
"""
TYPED = (
    ("assistant", "２０２０ ab 0001"),
    ("assistant", "2020AB0002"),
    ("assistant", "2020 ab 0002"),
    ("senior", "2020 ab\u30000002"),
    ("senior", "2020 ab 0002"),
)


async def entered(postgres: PostgresServer) -> None:
    connection = await asyncpg.connect(postgres.url, database=NAME)
    await connection.execute("SET session_replication_role = replica")  # of workers of nobody
    for level, typed in TYPED:
        await connection.execute(INSERT, ids.new(), level, typed)
    await connection.close()


async def found(postgres: PostgresServer) -> list[str]:
    connection = await asyncpg.connect(postgres.url, database=NAME)
    rows = await connection.fetch("SELECT cert_no FROM certificate ORDER BY id")
    await connection.close()
    return [row["cert_no"] for row in rows]


def test_numbers_typed_before_get_the_form_that_they_are_compared_in(
    postgres: PostgresServer, credentials: Credentials
) -> None:
    asyncio.run(make(postgres, "registry", NAME))
    url = addresses(postgres, credentials, "registry", NAME)["owner"]
    command.upgrade(runner.config("registry", url), "registry_0005")
    asyncio.run(entered(postgres))

    runner.upgrade("registry", url)

    first, second, third, fourth, fifth = (typed for _, typed in TYPED)
    normal = normal_cert_no
    assert asyncio.run(found(postgres)) == [normal(first), second, third, normal(fourth), fifth]
