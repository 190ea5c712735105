"""Every forgery the verifier knows (tests/kernel/test_tokens.py), sent to every service."""

from collections.abc import AsyncGenerator

import pytest

from shared.testing.kit import ServiceKit
from tests.conftest import ServiceParts, _kit
from tests.kernel.test_tokens import FORGED, KEY, KEY_ID, NOW, RETIRED_ID, _store, good
from tests.security.cells import Ask, asked

STRIPPED = {"white space"}
"""Blanks around a token are no part of it in a header."""
DOOR = "GET /me/access-log"


@pytest.fixture(scope="module")
async def service(parts: ServiceParts) -> AsyncGenerator[ServiceKit, None]:
    """A service that trusts one key, and another one no longer."""
    async for kit in _kit(parts):
        kit.now = NOW
        await _store(kit, KEY_ID, KEY, None)
        await _store(kit, RETIRED_ID, KEY, NOW)
        yield kit


async def shown(service: ServiceKit, token: str) -> tuple[int, dict[str, str], bytes]:
    mime = {"Authorization": f"Bearer {token}"}
    return await asked(service, DOOR, Ask(mime=mime), None)


async def test_the_true_token_opens_the_door(service: ServiceKit) -> None:
    status, _, _ = await shown(service, good)

    assert status == 200


def test_there_are_forty_forgeries_and_more() -> None:
    assert len(FORGED.keys() - STRIPPED) >= 40


async def test_a_forgery_opens_no_door(service: ServiceKit) -> None:
    for forgery in FORGED.keys() - STRIPPED:
        status, headers, body = await shown(service, FORGED[forgery]())

        assert status == 401, forgery
        assert headers["www-authenticate"] == 'Bearer realm="sanshe"', forgery
        assert headers["content-type"] == "application/problem+json", forgery
        assert b'"/problems/unauthenticated"' in body, "a caller is not told what gave it away"
