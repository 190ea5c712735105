"""WeChat's own service: the one place where the registry speaks to the outside."""

import asyncio
import ssl
from dataclasses import replace
from functools import cached_property
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import SecretStr
from pydantic_core import from_json

from services.registry.wechat.errors import WechatAtRisk, WechatCodeRefused, WechatSilent
from shared.edge_errors import TOO_MANY_REQUESTS

PATH = "/sns/jscode2session"
SECONDS = 4.0
"""For all tries together; a request of ours has ten."""
BYTES_MAX = 64 * 1024
TRIES, PAUSE_SECONDS = 3, 0.2
AT_ONCE = 8
"""Of a process's 32 requests: a WeChat that hangs holds up nobody who signs in otherwise."""

BUSY, TOO_OFTEN, AT_RISK = -1, 45011, 40226
MINUTE = 60
"""WeChat counts a user's sign-ins by the minute."""
_SLOWER = replace(TOO_MANY_REQUESTS, headers={"Retry-After": str(MINUTE)})
BAD_CODES = frozenset({40029, 40163})
"""Unknown, and used before."""


class WeChat:
    """Asks who is behind a code of `wx.login` (developers.weixin.qq.com, code2Session).

    The session key that comes with the answer is not wanted, and kept nowhere.
    """

    def __init__(self, app_id: str, secret: SecretStr, base: str) -> None:
        self.app_id = app_id
        self._secret = secret
        self._base = base
        self._free = AT_ONCE

    async def open_id(self, code: str) -> str:
        """The id by which this mini-program knows a user; each code is good once."""
        if not self._free:
            raise WechatSilent
        self._free -= 1
        try:
            async with asyncio.timeout(SECONDS):
                told = await self._told(code)
        except TimeoutError:
            raise WechatSilent from None
        finally:
            self._free += 1
        return _open_id(told)

    async def _told(self, code: str) -> dict[str, Any]:
        for pause in range(TRIES):
            await asyncio.sleep(pause * PAUSE_SECONDS)
            told = await self._asked(code)
            if told.get("errcode") != BUSY:
                break
        return told

    async def _asked(self, code: str) -> dict[str, Any]:
        secret = self._secret.get_secret_value()
        query = {"appid": self.app_id, "secret": secret, "js_code": code}
        query["grant_type"] = "authorization_code"
        body = b""
        try:
            async with (
                httpx.AsyncClient(base_url=self._base, verify=self._trust, trust_env=False) as http,
                http.stream("GET", PATH, params=query) as answer,
            ):
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > BYTES_MAX:
                        raise WechatSilent
            told = from_json(body) if answer.status_code == HTTPStatus.OK else None
        except (httpx.HTTPError, ValueError):
            raise WechatSilent from None  # its own words name the address, and so the secret
        if not isinstance(told, dict):
            raise WechatSilent
        return told

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _open_id(told: dict[str, Any]) -> str:
    error = told.get("errcode", 0)
    if error in BAD_CODES:
        raise WechatCodeRefused
    if error == TOO_OFTEN:
        raise _SLOWER.problem(retry_after=MINUTE)
    if error == AT_RISK:
        raise WechatAtRisk
    open_id = told.get("openid")
    if error or not isinstance(open_id, str) or not open_id:
        raise WechatSilent
    return open_id
