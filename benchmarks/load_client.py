"""An open-loop client: requests start when they are due, whether or not earlier ones came back.

A latency is counted from the moment a request was due, so one that had to wait for the client, for
a connection or for the step before it is as slow as its user found it. Every latency is kept, so
percentiles are exact.

A step that is shed, or never answered, is sent again with its key, as the guide for mini-programs
says: it is due again when `Retry-After` is over, and the first answer counts among those that were
not good. Who only looks something up (`tries=1`) looks at something else the next time.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from deploy.local.stack import HOST, Stack
from shared import ids

ANSWER_SECONDS = 30.0
LOST = 0
"""The status of a request that was never answered."""
TRIES_MAX = 10
"""How often the same is sent before its sender gives up."""
GOOD = range(200, 400)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    retry_after: int = 0
    """Seconds to wait before the same is sent again; 0 when that is of no use."""
    due: float = 0.0
    """When it was due, the last time it was sent."""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status in GOOD

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Sample:
    """One request: when it was due, how long after that it was answered, and how."""

    due: float
    seconds: float
    kind: str
    status: int


@dataclass
class Client:
    """Keeps connections to the API processes open, as a gateway does, and every sample."""

    stack: Stack
    needs_ports: Sequence[int] = ()
    """Where the processes of the needs API listen, if there are several."""
    samples: list[Sample] = field(default_factory=list)
    _idle: dict[int, list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = field(
        default_factory=dict
    )
    _turn: int = 0

    async def send(
        self,
        kind: str,
        due: float,
        call: tuple[str, str, str],
        token: str,
        body: Any = None,
        *,
        tries: int = TRIES_MAX,
    ) -> Answer:
        """Send `call` (method, service, path), due at a moment of time.monotonic()."""
        request = _bytes_of(call, token, body)
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            answer = await self._answer(call[1], request)
            now = time.monotonic()
            self.samples.append(Sample(due, now - due, kind, answer.status))
            tries -= 1
            if not tries or not answer.retry_after:
                return replace(answer, due=due)
            due = now + answer.retry_after

    async def _answer(self, service: str, request: bytes) -> Answer:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._exchange(service, request)
        except (OSError, EOFError, TimeoutError):
            return Answer(LOST, b"", retry_after=1)

    async def _exchange(self, service: str, request: bytes) -> Answer:
        port = self._port(service)
        idle = self._idle.setdefault(port, [])
        while idle:
            connection = idle.pop()
            try:
                return await self._speak(port, connection, request)
            except (OSError, EOFError):
                continue  # closed while idle; nothing was done, or the key makes it harmless
        connection = await asyncio.open_connection(HOST, port)
        return await self._speak(port, connection, request)

    def _port(self, service: str) -> int:
        if service == "needs" and self.needs_ports:
            self._turn += 1
            return self.needs_ports[self._turn % len(self.needs_ports)]
        return self.stack.http_port(service)

    async def _speak(
        self,
        port: int,
        connection: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        request: bytes,
    ) -> Answer:
        reader, writer = connection
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_number(head, b"content-length"))
            answer = Answer(int(head[9:12]), body, _number(head, b"retry-after"))
        except BaseException:
            writer.close()
            raise
        self._idle[port].append(connection)
        return answer


def _number(head: bytes, name: bytes) -> int:
    return int(head.lower().partition(b"\r\n%b:" % name)[2].partition(b"\r")[0] or 0)


def _bytes_of(call: tuple[str, str, str], token: str, body: Any) -> bytes:
    method, service, path = call
    content = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} /api/{service}/v1{path} HTTP/1.1",
        f"host: {HOST}",
        f"authorization: Bearer {token}",
        f"content-length: {len(content)}",
    ]
    if method == "POST":
        lines += [f"idempotency-key: {ids.new()}", "content-type: application/json"]
    return "\r\n".join([*lines, "", ""]).encode() + content


def quantile(values: Iterable[float], percent: float) -> float:
    """The exact percentile: the smallest value that so many per cent do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@dataclass(frozen=True)
class Window:
    """The samples that were due between two moments."""

    samples: list[Sample]
    seconds: float

    @classmethod
    def of(cls, client: Client, start: float, end: float) -> "Window":
        """Those of a client."""
        return cls([one for one in client.samples if start <= one.due < end], end - start)

    def rate(self, kind: str) -> float:
        """Good answers a second."""
        return sum(one.kind == kind and one.status in GOOD for one in self.samples) / self.seconds

    def milliseconds(self, kind: str, percent: float) -> float:
        """A percentile of what was done."""
        good = (x.seconds for x in self.samples if x.kind == kind and x.status in GOOD)
        return quantile(good, percent) * 1000

    def bad(self) -> Counter[int]:
        """How often each status was answered that was not good."""
        return Counter(one.status for one in self.samples if one.status not in GOOD)
