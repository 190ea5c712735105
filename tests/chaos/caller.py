"""People at the API who write down everything they do, and repeat what got no clear answer."""

import asyncio
import time
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random  # noqa: TID251 - a seed repeats a run
from typing import Any

import httpx

from deploy.local.stack import Stack
from shared import clock, ids
from tests.chaos.journal import Journal, Operation

CALL_SECONDS = 6.0
PATIENCE_SECONDS = 45.0
RETRY_SECONDS = 0.4
ABANDONED = 0.05
"""The share of operations that are given up at their first unclear answer."""
UNCLEAR = {500, 502, 503, 504}
"""Answers that leave it open whether anything happened."""
KEY = "chaos-"
"""What every key of ours begins with."""

Body = dict[str, Any]


@dataclass
class Desk:
    """What all callers share."""

    stack: Stack
    http: httpx.AsyncClient
    journal: Journal
    rng: Random
    looked: int = 0
    """Answered reads."""
    authors: "dict[str, Caller]" = field(default_factory=dict)
    """Who used which key."""
    faults: list[str] = field(default_factory=list)
    """Answers with status 500: nothing that is done here may cause one."""


class Caller:
    """One person with a token; signs in again when it has expired."""

    def __init__(self, desk: Desk, login: tuple[str, str], headers: dict[str, str]) -> None:
        self._desk = desk
        self._login = login
        self._headers = headers

    async def act(
        self,
        op: str,
        place: tuple[str, str],
        body: Body | None = None,
        *,
        target: str | None = None,
        if_match: str | None = None,
    ) -> Body | None:
        """Do something once, however often it takes; None if it was refused or is not known."""
        operation = Operation(op=op, idem_key=KEY + str(ids.new()), target=target)
        operation.t_invoke = time.monotonic()
        if if_match is not None:
            operation.told["if_match"] = if_match
        made = await self._until_clear(operation, place, body)
        self._desk.journal.keep(operation)
        return made

    async def repeat(self, first: Operation, place: tuple[str, str], body: Body | None) -> None:
        """Ask again what was answered, with the same key; whether it was the same is kept."""
        again = Operation(op="repeat", idem_key=first.idem_key, target=first.target)
        again.t_invoke = time.monotonic()
        again.told = {"of": first.op, "hash": first.body_hash, "status": first.status}
        if "if_match" in first.told:
            again.told["if_match"] = first.told["if_match"]
        await self._until_clear(again, place, body)
        self._desk.journal.keep(again)

    async def _until_clear(
        self, operation: Operation, place: tuple[str, str], body: Body | None
    ) -> Body | None:
        rng, until = self._desk.rng, time.monotonic() + PATIENCE_SECONDS
        abandons = rng.random() < ABANDONED
        operation.told["place"], operation.told["body"] = place, body
        self._desk.authors.setdefault(operation.idem_key, self)
        while True:
            operation.attempts += 1
            answer = await self._ask(operation, place, body)
            wait = RETRY_SECONDS * rng.uniform(0.5, 1.5)
            if answer is None or answer.status_code in UNCLEAR:
                operation.unclear += 1
            elif answer.status_code == httpx.codes.UNAUTHORIZED:
                await self._sign_in()
            elif answer.status_code == httpx.codes.TOO_MANY_REQUESTS and _soon(answer):
                operation.told["limited"] = operation.told.get("limited", 0) + 1
                wait = _soon(answer)
            elif "idempotency-key-in-use" not in answer.text:
                return self._settle(operation, answer)
            if (abandons and operation.unclear) or time.monotonic() > until:
                return None
            await asyncio.sleep(wait)

    def _settle(self, operation: Operation, answer: httpx.Response) -> Body | None:
        operation.status = answer.status_code
        operation.body_hash = sha256(answer.content).hexdigest()
        operation.replayed = "idempotent-replayed" in answer.headers
        if not answer.is_success:
            # an earlier try that got no answer may still be on its way
            operation.outcome = "info" if operation.unclear else "fail"
            operation.told["refusal"] = answer.text[:600]
            operation.told["refused_at"] = clock.machine().isoformat()
            return None
        operation.outcome = "ok"
        found: Body = answer.json()
        operation.told["etag"] = answer.headers.get("etag")
        if operation.target is None:
            operation.target = found["id"]
        return found

    async def _ask(
        self, operation: Operation, place: tuple[str, str], body: Body | None
    ) -> httpx.Response | None:
        headers = {**self._headers, "Idempotency-Key": operation.idem_key}
        method = "POST"
        if "if_match" in operation.told:
            headers["If-Match"] = operation.told["if_match"]
            method = "PUT"
        return await self._send(method, place, headers=headers, json=body)

    async def _send(
        self, method: str, place: tuple[str, str], **parts: Any
    ) -> httpx.Response | None:
        service, path = place
        url = f"{self._desk.stack.api(service)}/{path}"
        try:
            answer = await self._desk.http.request(method, url, **parts)
        except httpx.TransportError:
            return None
        if answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            self._desk.faults.append(f"{method} {path}: {answer.text[:300]}")
        return answer

    async def look(self, service: str, path: str, **asked: Any) -> httpx.Response | None:
        """Read, patiently; None if nothing could be read."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            answer = await self._send("GET", (service, path), params=asked, headers=self._headers)
            if answer is not None and answer.status_code == httpx.codes.UNAUTHORIZED:
                await self._sign_in()
            elif answer is not None and answer.status_code not in {*UNCLEAR, 429}:
                self._desk.looked += 1
                return answer
            await asyncio.sleep(RETRY_SECONDS)
        return None

    async def see(self, service: str, path: str, **asked: Any) -> Body | None:
        """What can be read; None if it is not shown."""
        answer = await self.look(service, path, **asked)
        if answer is None or not answer.is_success:
            return None
        found: Body = answer.json()
        return found

    async def _sign_in(self) -> None:
        username, password = self._login
        sent = {"username": username, "password": password}
        answer = await self._send("POST", ("registry", "sessions"), json=sent)
        if answer is not None and answer.is_success:
            self._headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}


def _soon(answer: httpx.Response) -> float:
    """How long to wait, if that is worth while; else 0."""
    seconds = float(answer.headers.get("retry-after", 0))
    return seconds if seconds < PATIENCE_SECONDS else 0.0
