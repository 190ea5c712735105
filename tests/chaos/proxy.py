"""A TCP proxy that can be slow, deaf or broken, and cuts connections around a COMMIT."""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncGenerator
from random import Random  # noqa: TID251 - a seed repeats a run

CHUNK = 64 * 1024
COMMIT = b"COMMIT;"
"""How asyncpg ends a transaction: one simple query."""


class Proxy:
    """Stands between some processes and a server; everything is switched while it runs."""

    def __init__(self, port: int, target: int, rng: Random) -> None:
        self.port = port
        self.delay = 0.0
        """Seconds each piece of data waits, half of it at random."""
        self.reset_rate = 0.0
        """The share of pieces that break their connection."""
        self.refusing = False
        """New connections are turned away and old ones cut: the server is unreachable."""
        self.cuts: deque[str] = deque()
        """`before` or `after`: what the next COMMITs get instead of an answer."""
        self.done: Counter[str] = Counter()
        self._target = target
        self._rng = rng
        self._open: set[asyncio.StreamWriter] = set()
        self._hearing = asyncio.Event()
        self._hearing.set()

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncGenerator[None, None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        try:
            yield
        finally:
            server.close()
            self.break_all()

    def break_all(self) -> None:
        """Cut every connection."""
        for writer in list(self._open):
            writer.transport.abort()

    def deafen(self) -> None:
        """Pass nothing on, and say nothing: a half-open connection."""
        self._hearing.clear()

    def heal(self) -> None:
        """Be an ordinary cable again."""
        self.delay = self.reset_rate = 0.0
        self.refusing = False
        self.cuts.clear()
        self._hearing.set()

    async def _serve(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        try:
            if self.refusing:
                raise ConnectionRefusedError
            far, far_out = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            near_out.transport.abort()
            return
        pair = {near_out, far_out}
        self._open |= pair
        silenced: list[bool] = []
        jobs = [
            asyncio.create_task(self._pump(near, far_out, silenced, outward=True)),
            asyncio.create_task(self._pump(far, near_out, silenced, outward=False)),
        ]
        try:
            with contextlib.suppress(asyncio.CancelledError):  # at the end of the run
                await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for job in jobs:
                job.cancel()
            for writer in pair:
                writer.transport.abort()
            self._open -= pair

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        silenced: list[bool],
        *,
        outward: bool,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._hearing.wait()
                if self.delay:
                    await asyncio.sleep(self.delay * self._rng.uniform(0.5, 1.5))
                if self.reset_rate and self._rng.random() < self.reset_rate:
                    self.done["reset"] += 1
                    return
                if not outward and silenced:
                    return  # the COMMIT was carried out; nobody is told
                if outward and self.cuts and COMMIT in data:
                    moment = self.cuts.popleft()
                    self.done[moment] += 1
                    if moment == "before":
                        return
                    silenced.append(True)
                writer.write(data)
                await writer.drain()
