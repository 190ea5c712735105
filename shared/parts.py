"""An answer in parts, as long as it takes: the edge limits the time of each (shared/edge.py)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import StreamingResponse

PART_CHARS = 32 * 1024
"""So much goes out at once, or the little that is left."""


async def in_parts(lines: AsyncGenerator[str], media_type: str) -> StreamingResponse:
    """Send a text of any length, without holding it.

    What refuses it before the first line is answered as it always is: the answer has not begun.
    """
    parts = _gathered(lines)
    first = await anext(parts, "")

    async def whole() -> AsyncGenerator[str]:
        async with aclosing(parts):
            yield first
            async for part in parts:
                yield part

    return StreamingResponse(whole(), media_type=f"{media_type}; charset=utf-8")


async def _gathered(lines: AsyncGenerator[str]) -> AsyncGenerator[str]:
    waiting: list[str] = []
    size = 0
    async with aclosing(lines):
        async for line in lines:
            waiting.append(line)
            size += len(line)
            if size >= PART_CHARS:
                yield "".join(waiting)
                waiting, size = [], 0
    yield "".join(waiting)
