"""The strict body parser in front of every route: what is not plain JSON never gets in.

Refuses, always with a 4xx: bodies over the limit, other media types, invalid UTF-8, byte order
marks, duplicate keys, NaN and infinities, integers beyond 64 bit, NUL, lone surrogates, and
nesting deeper than 32 (RELIABILITY §4.4).
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.edge_errors import BODY_TOO_LARGE, MALFORMED_BODY, UNSUPPORTED_MEDIA_TYPE, EdgeProblem

BODY_BYTES = 64 * 1024
"""The default limit of a body."""

BODY_SECONDS = 5.0
"""How long a caller may take to send one."""

DEPTH_MAX = 32
TOO_DEEP = (f"嵌套超过 {DEPTH_MAX} 层", f"nested deeper than {DEPTH_MAX}")
INT_MAX = 2**63 - 1
_READ = {"GET", "HEAD", "OPTIONS", "DELETE"}


class StrictBody:
    """Reads and checks a request's body before the application sees it.

    `limits` gives single paths another size; `media` names paths that take another media type.
    """

    def __init__(self, app: ASGIApp, limits: Mapping[str, int], media: Mapping[str, str]) -> None:
        self.app = app
        self._limits = limits
        self._media = media

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the request with its checked body, or raise the problem."""
        if scope["type"] != "http" or scope["method"] in _READ:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        limit = self._limits.get(path, BODY_BYTES)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(scope, receive, limit)
        except TimeoutError:
            raise _malformed("不完整", "incomplete") from None
        if body:
            expected = self._media.get(path, "application/json")
            _check_type(scope, expected)
            if expected == "application/json":
                check_json(body)
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)


async def _read(scope: Scope, receive: Receive, limit: int) -> bytes:
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > limit:
        raise BODY_TOO_LARGE.problem(limit=limit)
    parts = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":  # gone: half a body must not count as a whole one
            raise _malformed("不完整", "incomplete")
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise BODY_TOO_LARGE.problem(limit=limit)
        parts.append(part)
        if not message.get("more_body"):
            break
    return b"".join(parts)


def _check_type(scope: Scope, expected: str) -> None:
    headers = dict(scope["headers"])
    given = headers.get(b"content-type", b"").decode("latin-1").split(";")[0].strip().lower()
    if given != expected or b"content-encoding" in headers:
        raise UNSUPPORTED_MEDIA_TYPE.problem(expected=expected)


def check_json(body: bytes) -> None:
    """Refuse what is not a strict JSON text, and name what is wrong with it."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_bounded,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise _malformed("不是 UTF-8", "not UTF-8") from None
    except RecursionError:
        raise _malformed(*TOO_DEEP) from None
    except _NotPlainError as error:
        raise _malformed(*error.args) from None
    except ValueError:
        raise _malformed("语法错误", "syntax") from None
    _walk(value)


def _malformed(zh: str, en: str) -> EdgeProblem:
    return MALFORMED_BODY.problem(reason_zh=zh, reason_en=en)


class _NotPlainError(ValueError):
    """A JSON text that parses but is not plain."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotPlainError("同一对象中有重复的键", "duplicate key")
    return found


def _no_constant(_: str) -> None:
    raise _NotPlainError("含有 NaN 或 Infinity", "NaN or Infinity")


def _bounded(digits: str) -> int:
    if len(digits) > len(str(INT_MAX)) + 1 or not -INT_MAX - 1 <= int(digits) <= INT_MAX:
        raise _NotPlainError("整数超出 64 位", "integer beyond 64 bit")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise _NotPlainError("数字过大", "number too large")
    return value


def _walk(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH_MAX + 1):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                for key in item:
                    _check_text(key)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, str):
                _check_text(item)
        if not below:
            return
        level = below
    raise _malformed(*TOO_DEEP)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise _malformed("含有空字符（NUL）", "NUL")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _malformed("含有不成对的代理字符", "lone surrogate") from None
