"""What a stream holds, as the broker tells it."""

import json
from datetime import datetime
from typing import NamedTuple

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from shared.pull import ASK_SECONDS


class StreamFacts(NamedTuple):
    """What tells one life of a stream from the next, and what it still holds."""

    created: datetime
    first_seq: int
    last_seq: int
    messages: int
    keeps_all: bool
    """Whether it drops nothing before its time; otherwise it keeps the newest of each subject."""
    gaps: list[int]
    """Numbers between first and last that a stream which keeps all does not hold."""


async def facts_of(client: Client, js: JetStreamContext, name: str) -> StreamFacts | None:
    """The stream as it is now; None when it does not exist."""
    try:
        found = await js.stream_info(name)
    except NotFoundError:
        return None
    assert found.created is not None
    state, keeps_all = found.state, found.config.max_msgs_per_subject != 1
    gaps = await _gaps(client, name) if keeps_all and state.num_deleted else []
    return StreamFacts(
        found.created, state.first_seq, state.last_seq, state.messages, keeps_all, gaps
    )


async def _gaps(client: Client, name: str) -> list[int]:
    """Which messages are missing in the middle; the client library has no words for this."""
    asked = f"$JS.API.STREAM.INFO.{name}"
    told = await client.request(asked, b'{"deleted_details":true}', timeout=ASK_SECONDS)
    found: list[int] = json.loads(told.data).get("state", {}).get("deleted") or []
    return found
