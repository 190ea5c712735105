"""What a stream is to be, and what it holds, as the broker tells it."""

import json
from datetime import datetime
from typing import NamedTuple

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from shared.pull import ASK_SECONDS

KEEP_DAYS = 14
MESSAGE_BYTES_MAX = 256 * 1024
GAPS_MAX = 1_000_000
"""So many numbers are listed in half a second; a stream of states never forgets how many went."""


class StreamFacts(NamedTuple):
    """What tells one life of a stream from the next, and what it still holds."""

    created: datetime
    first_seq: int
    last_seq: int
    messages: int
    keeps_all: bool
    """Whether it drops nothing before its time; otherwise it keeps the newest of each subject."""
    gaps: list[int] | None
    """Numbers between first and last that it does not hold; None where they were not listed."""


def config_of(service: str, *, states: bool, replicas: int, after: int) -> StreamConfig:
    """A service's stream of facts or of states, numbered on `after` its last life."""
    return StreamConfig(
        name=f"{service.upper()}_STATE" if states else service.upper(),
        subjects=[f"{service}.*.state.*.*" if states else f"{service}.*.*.*"],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        num_replicas=replicas,
        max_age=0 if states else KEEP_DAYS * 86_400,
        max_msgs_per_subject=1 if states else -1,
        max_msg_size=MESSAGE_BYTES_MAX,
        discard=DiscardPolicy.OLD if states else DiscardPolicy.NEW,
        duplicate_window=3600,
        deny_delete=True,
        deny_purge=True,
        allow_direct=False,
        first_seq=after + 1 if after else None,
    )


async def facts_of(
    client: Client, js: JetStreamContext, name: str, *, listed: bool
) -> StreamFacts | None:
    """The stream as it is now; None when it does not exist.

    Of states the gaps are read only if they are to be `listed`: there is one for each old state.
    """
    try:
        found = await js.stream_info(name)
    except NotFoundError:
        return None
    assert found.created is not None
    state, keeps_all = found.state, found.config.max_msgs_per_subject != 1
    gone = state.num_deleted or 0
    gaps: list[int] | None = None
    if keeps_all or (listed and gone <= GAPS_MAX):
        gaps = await _gaps(client, name) if gone else []
    return StreamFacts(
        found.created, state.first_seq, state.last_seq, state.messages, keeps_all, gaps
    )


async def _gaps(client: Client, name: str) -> list[int]:
    """Which messages are missing in the middle; the client library has no words for this."""
    asked = f"$JS.API.STREAM.INFO.{name}"
    told = await client.request(asked, b'{"deleted_details":true}', timeout=ASK_SECONDS)
    found: list[int] = json.loads(told.data).get("state", {}).get("deleted") or []
    return found
