"""Whom an access token speaks for.

The registry signs tokens; every service verifies them with the public keys it keeps itself, so a
service answers while the registry and the broker are down. One algorithm is pinned, and no claim
is read before the signature is proved (shared/claims.py says what a token may contain).
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from shared import claims
from shared.access import Actor
from shared.claims import ALGORITHM, AUDIENCE, ISSUER, Unauthenticated
from shared.database import Database
from shared.edge_errors import OVERLOADED
from shared.orm import KERNEL, Row

TOKEN_BYTES_MAX = 8 * 1024
CLOCK_SKEW_SECONDS = 5
RELOAD_AFTER = timedelta(seconds=5)
"""Unknown key ids cause at most one query in this time, however many are invented."""
STALE_AFTER = timedelta(seconds=60)
"""Known keys are read again after this time, so that a retired one stops being believed."""
KEYS_MAX = 64
CACHED_TOKENS_MAX = 4096

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


class SigningKeyReplica(Row, kw_only=True):
    """A public key of the registry, as every service keeps it."""

    __tablename__ = "signing_key_replica"
    metadata = KERNEL

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    public_jwk: Mapped[dict[str, Any]]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True)
class _Key:
    jwk: ECKey
    retired_at: datetime | None


@dataclass(frozen=True)
class _Verified:
    actor: Actor
    key_id: UUID
    expires: int


class TokenVerifier:
    """Turns tokens into actors; one per process, so that its two small caches are shared."""

    def __init__(self, database: Database, *, reload_after: timedelta = RELOAD_AFTER) -> None:
        self._database = database
        self._reload_after = reload_after
        self._keys: dict[UUID, _Key] = {}
        self._loaded_at: datetime | None = None
        self._loading = asyncio.Lock()
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def actor(self, token: str, at: datetime) -> Actor:
        """The caller a token stands for at this moment, or Unauthenticated.

        Without any key yet nobody is refused for good: the service is busy, as long as it lasts.
        """
        if len(token) > TOKEN_BYTES_MAX or not _COMPACT.fullmatch(token):
            raise Unauthenticated("not a compact signed token")
        digest = sha256(token.encode()).digest()
        known = self._verified.get(digest)
        key_id = known.key_id if known else claims.key_id(token.partition(".")[0])
        key = await self._key(key_id, at)  # on a cached token too: its key may have been retired
        if known is None:
            known = _verify(token, key_id, key, at)
            self._remember(digest, known)
        if at.timestamp() >= known.expires + CLOCK_SKEW_SECONDS:
            self._verified.pop(digest, None)
            raise Unauthenticated("expired")
        return known.actor

    def known(self, token: str) -> Actor | None:
        """Whom this process verified this token for before; it may have expired since."""
        known = self._verified.get(sha256(token.encode()).digest())
        return known.actor if known else None

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._verified[digest] = verified
        while len(self._verified) > CACHED_TOKENS_MAX:
            self._verified.popitem(last=False)

    async def _key(self, key_id: UUID, at: datetime) -> ECKey:
        if self._should_load(key_id, at):
            async with self._loading:
                if self._should_load(key_id, at):  # nobody loaded while this request waited
                    await self._load(at)
        if not self._keys:
            raise OVERLOADED.problem()
        key = self._keys.get(key_id)
        if key is None or (key.retired_at is not None and key.retired_at <= at):
            raise Unauthenticated("unknown or retired key")
        return key.jwk

    def _should_load(self, key_id: UUID, at: datetime) -> bool:
        after = STALE_AFTER if key_id in self._keys else self._reload_after
        # abs: a clock that was set back must not stop the reloading
        return self._loaded_at is None or abs(at - self._loaded_at) >= after

    async def _load(self, at: datetime) -> None:
        newest = select(SigningKeyReplica).order_by(SigningKeyReplica.id.desc()).limit(KEYS_MAX)
        async with self._database.begin(operation="tokens.keys", at=at) as uow:
            rows = (await uow.session.scalars(newest)).all()
        self._keys = {
            row.id: _Key(ECKey.import_key(row.public_jwk), row.retired_at) for row in rows
        }
        self._loaded_at = at


def _verify(token: str, key_id: UUID, key: ECKey, at: datetime) -> _Verified:
    try:
        jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as bad:
        raise Unauthenticated("signature") from bad
    said = claims.strict_json(token.split(".")[1])
    if (said.get("iss"), said.get("aud")) != (ISSUER, AUDIENCE):
        raise Unauthenticated("issuer or audience")
    expires, starts = said.get("exp"), said.get("nbf")
    if type(expires) is not int or type(starts) is not int:
        raise Unauthenticated("validity")
    if starts > at.timestamp() + CLOCK_SKEW_SECONDS:
        raise Unauthenticated("not valid yet")
    return _Verified(actor=claims.actor(said), key_id=key_id, expires=expires)
