"""What can be done with signing keys. Each function runs inside its caller's transaction."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import func, select

from services.registry.signing_key.model import PRIVATE_COLUMN, SigningKey
from services.registry.signing_key.queries import key_in
from services.registry.signing_key.states import SigningKeyState
from shared import ids
from shared.claims import ALGORITHM, AUDIENCE, ISSUER, TOKEN_TYPE
from shared.db import UnitOfWork
from shared.tokens import CLOCK_SKEW_SECONDS, SigningKeyReplica

ACCESS_TOKEN_LIFE = timedelta(minutes=10)
"""How long an access token is believed (spec/registry.md §2.13)."""

KEY_LIFE = timedelta(days=90)
"""How long one key signs before the next takes over."""

ROTATION, RETIREMENT = "signing_key_rotation", "signing_key_retirement"
_ROTATION_LOCK = 0x7369676E  # any fixed number of our own: one rotation at a time


async def rotate_keys(uow: UnitOfWork, *, at: datetime) -> SigningKey:
    """Sign with the key published ahead, publish its successor, and let the old one run out.

    The first call makes the first pair of keys. The old key is believed for as long as the
    longest-lived token it signed, then it retires by itself.
    """
    await uow.session.execute(select(func.pg_advisory_xact_lock(_ROTATION_LOCK)))
    old = await key_in(uow, SigningKeyState.CURRENT)
    current = await key_in(uow, SigningKeyState.NEXT) or _new_key(uow)
    if old is not None:
        old.replace()
        await _publish(uow, old)
        await uow.unschedule(ROTATION, old.id)
        run_out = ACCESS_TOKEN_LIFE + timedelta(seconds=2 * CLOCK_SKEW_SECONDS)
        await uow.schedule(RETIREMENT, old.id, at + run_out)
    current.promote()
    await _publish(uow, current)
    await _publish(uow, _new_key(uow))
    await uow.schedule(ROTATION, current.id, at + KEY_LIFE)
    return current


async def retire_key(uow: UnitOfWork, *, key_id: UUID, at: datetime) -> SigningKey:
    """Believe nothing this replaced key signed; at once when it was stolen, else by timer."""
    key = await uow.get(SigningKey, key_id)
    key.retire(at=at)
    await uow.unschedule(RETIREMENT, key.id)
    await _publish(uow, key)
    return key


async def access_token(uow: UnitOfWork, *, claims: dict[str, Any], at: datetime) -> str:
    """Sign what is claimed, for the life of one access token."""
    key = await key_in(uow, SigningKeyState.CURRENT)
    assert key is not None, "bootstrap makes the first key"
    now = int(at.timestamp())
    expires = now + int(ACCESS_TOKEN_LIFE.total_seconds())
    times = {"iat": now, "nbf": now, "exp": expires, "jti": str(ids.new())}
    payload = {"iss": ISSUER, "aud": AUDIENCE} | times | claims
    private = ECKey.import_key(json.loads(uow.vault.open(PRIVATE_COLUMN, key.id, key.private_jwk)))
    header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": str(key.id)}
    return jws.serialize_compact(header, json.dumps(payload), private, algorithms=[ALGORITHM])


def _new_key(uow: UnitOfWork) -> SigningKey:
    key_id = ids.new()
    pair = ECKey.generate_key("P-256", {"kid": str(key_id), "alg": ALGORITHM, "use": "sig"})
    private = json.dumps(pair.as_dict(private=True))
    key = SigningKey(
        id=key_id,
        public_jwk=dict(pair.as_dict(private=False)),
        private_jwk=uow.vault.seal(PRIVATE_COLUMN, key_id, private),
    )
    uow.add(key)
    return key


async def _publish(uow: UnitOfWork, key: SigningKey) -> None:
    """Tell the other services, and the registry's own verifier, how the key stands now."""
    await uow.flush()
    uow.emit(key.as_state())
    replica = SigningKeyReplica(
        id=key.id, version=key.version, public_jwk=key.public_jwk, retired_at=key.retired_at
    )
    await uow.session.merge(replica)
