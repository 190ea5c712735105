"""Whose address a caller has: the gateway's word counts, nobody else's."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request

from shared import serve
from shared.settings import ServiceSettings

GATEWAY, STRANGER, CALLER = "172.31.254.2", "172.31.254.9", "58.211.3.4"


async def seen(came_from: str, forwarded: str, **told: Any) -> str:
    """The address a route sees, behind what uvicorn is started with."""
    app = FastAPI()

    @app.get("/")
    def address(request: Request) -> str:
        assert request.client is not None
        return request.client.host

    settings = ServiceSettings(
        database_url="postgresql+asyncpg://x/x", keys_file=Path("keys"), **told
    )
    config = uvicorn.Config(app, **serve.uvicorn_options(settings))
    config.load()
    transport = httpx.ASGITransport(config.loaded_app, client=(came_from, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        answer = await client.get("/", headers={"X-Forwarded-For": forwarded})
    return str(answer.json())


@pytest.mark.parametrize(
    ("came_from", "forwarded", "expected"),
    [
        (GATEWAY, CALLER, CALLER),
        (GATEWAY, f"1.1.1.1, {CALLER}", CALLER),
        (STRANGER, CALLER, STRANGER),
        ("127.0.0.1", CALLER, "127.0.0.1"),
    ],
)
async def test_only_the_named_gateway_is_believed_and_only_its_own_word(
    came_from: str, forwarded: str, expected: str
) -> None:
    assert await seen(came_from, forwarded, forwarded_allow_ips=GATEWAY) == expected


async def test_on_one_machine_the_gateway_is_on_that_machine() -> None:
    assert await seen("127.0.0.1", CALLER) == CALLER
    assert await seen(GATEWAY, CALLER) == GATEWAY
