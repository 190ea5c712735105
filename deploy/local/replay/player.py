"""Plays messages into the intake: in order, a few at a time, each until it has its answer."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from deploy.local.demo.api import (
    BUSY,
    MINUTE_SECONDS,
    PATIENCE_SECONDS,
    RETRY_SECONDS,
    TOO_MANY,
    Body,
    body_of,
)
from deploy.local.errors import CommandError
from deploy.local.replay.importer import Importer
from deploy.local.replay.messages import Message, Target
from deploy.local.stack import Stack
from shared import ids

CALL_SECONDS = 15.0
IN_FLIGHT = 8
"""Messages on their way at once: so many places at most may one overtake another."""
AGAIN = {"idempotency-key-in-use", "conflicting-change"}
"""409s that say: somebody is at it at this moment."""

NO_ROLE = "the importer's role has ended; run it again to renew it, nothing comes in twice"

Counted = Callable[[Message, httpx.Response], None]


@dataclass
class Player:
    """Sends filings in the importer's name; `count` gets every message with its answer.

    A message is sent again, with the same Idempotency-Key, while the service is busy or cannot
    be reached; when that lasts the run ends, and a later one goes on where it ended.
    """

    stack: Stack
    importer: Importer
    target: Target
    count: Counted

    async def play(self, messages: Iterable[Message], rate: float | None) -> None:
        """Send them in order, at most `rate` a second."""
        limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
        async with httpx.AsyncClient(timeout=CALL_SECONDS, trust_env=False, limits=limits) as http:
            self._http = http
            self._authorization: dict[str, str] = {}
            self._signing_in = asyncio.Lock()
            await self._log_in(self._authorization)
            queue = paced(messages, rate)
            turn = asyncio.Lock()
            async with asyncio.TaskGroup() as senders:
                for _ in range(IN_FLIGHT):
                    senders.create_task(self._send_all(queue, turn))

    async def _send_all(self, queue: AsyncIterator[Message], turn: asyncio.Lock) -> None:
        while True:
            async with turn:
                message = await anext(queue, None)
            if message is None:
                return
            self.count(message, await self._send(message))

    async def _send(self, message: Message) -> httpx.Response:
        body = json.dumps(self.target.filing(message), ensure_ascii=False).encode()
        key = ids.derived(self.target.space, body.decode())
        headers = {"Idempotency-Key": str(key), "Content-Type": "application/json"}
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_SECONDS
        found = "no answer"
        while loop.time() < until:
            shown = self._authorization
            try:
                answer = await self._http.post(
                    f"{self.stack.api('needs')}/needs",
                    content=body,
                    headers=headers | shown,
                )
                if answer.status_code == HTTPStatus.UNAUTHORIZED:
                    await self._log_in(shown)
            except httpx.TransportError as error:
                found = repr(error)
            else:
                if answer.status_code == HTTPStatus.FORBIDDEN:  # and so would be all that follow
                    raise CommandError(f"message {message.message_id}: {NO_ROLE}")
                if not _again(answer):
                    return answer
                found = str(answer.status_code)
            await asyncio.sleep(RETRY_SECONDS)
        raise CommandError(
            f"message {message.message_id}: {found} for {PATIENCE_SECONDS:.0f} s;"
            " run it again later, nothing comes in twice"
        )

    async def _log_in(self, run_out: dict[str, str]) -> None:
        """Sign in once for all who find at the same moment that the token has run out."""
        async with self._signing_in:
            if self._authorization is run_out:
                tokens = await self._tokens()
                self._authorization = {"Authorization": f"Bearer {tokens['access_token']}"}

    async def _tokens(self) -> Body:
        url = f"{self.stack.api('registry')}/sessions"
        answer = await self._http.post(url, json=self.importer.login)
        wait = float(answer.headers.get("Retry-After", 0))
        if answer.status_code == TOO_MANY and wait <= MINUTE_SECONDS:  # counted by the minute
            await asyncio.sleep(wait)
            answer = await self._http.post(url, json=self.importer.login)
        return body_of(answer)


def _again(answer: httpx.Response) -> bool:
    if answer.status_code == HTTPStatus.CONFLICT:
        return str(answer.json()["type"]).removeprefix("/problems/") in AGAIN
    return answer.status_code in BUSY or answer.status_code == HTTPStatus.UNAUTHORIZED


async def paced(messages: Iterable[Message], rate: float | None) -> AsyncIterator[Message]:
    """The messages one by one, no faster than so many a second (as fast as asked for: None)."""
    began = time.monotonic()
    for number, message in enumerate(messages):
        # again, since a loop that counts in milliseconds may wake too early
        while rate and (early := began + number / rate - time.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(early)
        yield message
