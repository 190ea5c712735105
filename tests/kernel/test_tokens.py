"""Forged, twisted and outlived access tokens: none of them speaks for anybody."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jwe, jws
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlalchemy import delete

from shared import ids
from shared.access import Role
from shared.claims import Unauthenticated
from shared.edge_errors import OVERLOADED, EdgeProblem
from shared.testing.kit import ServiceKit
from shared.tokens import RELOAD_AFTER, SigningKeyReplica, TokenVerifier

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
KEY_ID, RETIRED_ID = ids.new(), ids.new()
KEY = ECKey.generate_key("P-256")
STRANGER = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)
ACCOUNT, PERSON, HOUSEHOLD, SESSION, ORGANIZATION = (ids.new() for _ in range(5))

HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": str(KEY_ID)}
CLAIMS: dict[str, Any] = {
    "iss": "sanshe-registry",
    "aud": "sanshe",
    "sub": str(ACCOUNT),
    "kind": "person",
    "pid": str(PERSON),
    "hid": str(HOUSEHOLD),
    "sid": str(SESSION),
    "iat": AT,
    "nbf": AT,
    "exp": AT + 600,
    "roles": [["team_leader", "a.b.", str(ORGANIZATION)], ["future_role", "a.", None]],
}


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(header: object, payload: object, key: ECKey = KEY) -> str:
    """A token with a true signature over whatever header and payload are given."""
    said = f"{part(header)}.{part(payload)}"
    algorithm = jws.JWSRegistry.algorithms["ES256"]
    return f"{said}.{part(algorithm.sign(said.encode(), key))}"


def with_header(**more: Any) -> str:
    return signed(HEADER | more, CLAIMS)


def with_claims(**more: Any) -> str:
    return signed(HEADER, CLAIMS | more)


def without(name: str) -> str:
    return signed(HEADER, {key: value for key, value in CLAIMS.items() if key != name})


def unsigned(algorithm: str) -> str:
    return f"{part(HEADER | {'alg': algorithm})}.{part(CLAIMS)}."


def hmac_with_public_key() -> str:
    """The classic swap: the public key's PEM used as an HMAC secret."""
    pem = KEY.public_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    said = f"{part(HEADER | {'alg': 'HS256'})}.{part(CLAIMS)}"
    secret = OctKey.import_key(base64.urlsafe_b64encode(pem).decode())
    algorithm = jws.JWSRegistry.algorithms["HS256"]
    return f"{said}.{part(algorithm.sign(said.encode(), secret))}"


def rsa_signed() -> str:
    header = HEADER | {"alg": "RS256"}
    return jws.serialize_compact(header, json.dumps(CLAIMS), RSA, algorithms=["RS256"])


def encrypted() -> str:
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": str(KEY_ID)}
    return jwe.encrypt_compact(header, json.dumps(CLAIMS), KEY)


def tampered() -> str:
    head, _, signature = with_claims().split(".")
    return f"{head}.{part(CLAIMS | {'sub': str(PERSON)})}.{signature}"


def duplicated(claim: str) -> str:
    text = json.dumps(CLAIMS)
    return signed(HEADER, f'{{"{claim}": "x", {text[1:]}'.encode())


def nested() -> str:
    return signed(b'{"alg":' + b"[" * 3000 + b"]" * 3000 + b"}", CLAIMS)


good = with_claims()
FORGED: dict[str, Callable[[], str]] = {
    "alg none": lambda: unsigned("none"),
    "alg None": lambda: unsigned("None"),
    "no signature": lambda: good.rpartition(".")[0] + ".",
    "two parts": lambda: good.rpartition(".")[0],
    "four parts": lambda: good + ".x",
    "encrypted": encrypted,
    "HMAC with the public key": hmac_with_public_key,
    "RSA": rsa_signed,
    "alg ES384": lambda: with_header(alg="ES384"),
    "alg in lower case": lambda: with_header(alg="es256"),
    "signed by a stranger": lambda: signed(HEADER, CLAIMS, STRANGER),
    "tampered": tampered,
    "signature cut short": lambda: good[:-4],
    "signature of zeros": lambda: good.rpartition(".")[0] + "." + part(bytes(64)),
    "a standard base64 character": lambda: good[:-1] + "+",
    "padding": lambda: good + "=",
    "white space": lambda: f" {good}",
    "a line break": lambda: good.replace(".", ".\n", 1),
    "unknown kid": lambda: with_header(kid=str(ids.new())),
    "kid of a retired key": lambda: with_header(kid=str(RETIRED_ID)),
    "kid is a path": lambda: with_header(kid="../../dev/null"),
    "kid is SQL": lambda: with_header(kid="x' OR '1'='1"),
    "kid in capitals": lambda: with_header(kid=str(KEY_ID).upper() + "A"),
    "kid in braces": lambda: with_header(kid=f"{{{KEY_ID}}}"),
    "kid is a list": lambda: with_header(kid=[str(KEY_ID)]),
    "kid missing": lambda: signed({"alg": "ES256", "typ": "at+jwt"}, CLAIMS),
    "typ JWT": lambda: with_header(typ="JWT"),
    "typ missing": lambda: signed({"alg": "ES256", "kid": str(KEY_ID)}, CLAIMS),
    "jku": lambda: with_header(jku="https://evil.example/jwks.json"),
    "x5u": lambda: with_header(x5u="https://evil.example/cert.pem"),
    "jwk": lambda: signed(HEADER | {"jwk": STRANGER.as_dict(private=False)}, CLAIMS, STRANGER),
    "crit": lambda: with_header(crit=["exp"]),
    "b64 false": lambda: with_header(b64=False, crit=["b64"]),
    "zip": lambda: with_header(zip="DEF"),
    "header twice alg": lambda: signed(
        f'{{"alg": "none", {json.dumps(HEADER)[1:]}'.encode(), CLAIMS
    ),
    "header is a list": lambda: signed([HEADER], CLAIMS),
    "header nested deep": nested,
    "header not UTF-8": lambda: signed(b"\xff\xfe", CLAIMS),
    "wrong issuer": lambda: with_claims(iss="someone"),
    "issuer missing": lambda: without("iss"),
    "wrong audience": lambda: with_claims(aud="other"),
    "audience among others": lambda: with_claims(aud=["sanshe", "other"]),
    "audience missing": lambda: without("aud"),
    "expired": lambda: with_claims(exp=AT - 6),
    "expiry missing": lambda: without("exp"),
    "expiry is text": lambda: with_claims(exp=str(AT + 600)),
    "expiry is a fraction": lambda: with_claims(exp=AT + 600.5),
    "expiry is true": lambda: with_claims(exp=True),
    "expiry is infinite": lambda: signed(
        HEADER, json.dumps(CLAIMS).replace(str(AT + 600), "Infinity").encode()
    ),
    "not valid yet": lambda: with_claims(nbf=AT + 6),
    "nbf missing": lambda: without("nbf"),
    "sub missing": lambda: without("sub"),
    "sub is no UUID": lambda: with_claims(sub="admin"),
    "sub is a number": lambda: with_claims(sub=1),
    "pid is no UUID": lambda: with_claims(pid="x"),
    "roles missing": lambda: without("roles"),
    "roles is a name": lambda: with_claims(roles="platform_admin"),
    "a role without a region": lambda: with_claims(roles=[["city_admin", None, None]]),
    "an organization that is a name": lambda: with_claims(orgs=["sanshe"]),
    "organizations in one word": lambda: with_claims(orgs=str(ORGANIZATION)),
    "a role that is a name": lambda: with_claims(roles=["platform_admin"]),
    "kind missing": lambda: without("kind"),
    "kind unknown": lambda: with_claims(kind="system"),
    "kind is a list": lambda: with_claims(kind=["person"]),
    "claims twice sub": lambda: duplicated("sub"),
    "claims twice roles": lambda: duplicated("roles"),
    "claims are a list": lambda: signed(HEADER, [CLAIMS]),
    "larger than 8 KiB": lambda: with_claims(padding="x" * 8192),
    "empty": lambda: "",
    "dots": lambda: "..",
    "not ASCII": lambda: good.replace("e", "é", 1),
}


async def _store(kit: ServiceKit, key_id: UUID, key: ECKey, retired_at: datetime | None) -> None:
    async with kit.begin() as uow:
        public = dict(key.as_dict(private=False))
        uow.add(SigningKeyReplica(id=key_id, version=1, public_jwk=public, retired_at=retired_at))


@pytest.fixture
async def verifier(registry: ServiceKit) -> TokenVerifier:
    await _store(registry, KEY_ID, KEY, None)
    await _store(registry, RETIRED_ID, KEY, NOW)
    return TokenVerifier(registry.database)


async def test_a_true_token_speaks_for_its_account(verifier: TokenVerifier) -> None:
    actor = await verifier.actor(good, NOW)

    assert (actor.id, actor.name, actor.session_id) == (ACCOUNT, "account", SESSION)
    assert (actor.person_id, actor.household_id) == (PERSON, HOUSEHOLD)
    assert actor.acts_for(ORGANIZATION, Role.TEAM_LEADER)
    assert len(actor.grants) == 1, "an unknown role opens nothing"


async def test_before_the_first_key_arrives_nobody_is_called_a_stranger(
    registry: ServiceKit,
) -> None:
    verifier = TokenVerifier(registry.database)
    async with registry.begin() as uow:
        await uow.session.execute(delete(SigningKeyReplica))

    with pytest.raises(EdgeProblem) as busy:
        await verifier.actor(good, NOW)

    await _store(registry, KEY_ID, KEY, None)
    assert busy.value.error is OVERLOADED
    assert (await verifier.actor(good, NOW + RELOAD_AFTER)).id == ACCOUNT


@pytest.mark.parametrize("forgery", FORGED)
async def test_a_forged_token_speaks_for_nobody(verifier: TokenVerifier, forgery: str) -> None:
    token = FORGED[forgery]()

    with pytest.raises(Unauthenticated):
        await verifier.actor(token, NOW)
    with pytest.raises(Unauthenticated):  # the second time too: nothing bad was remembered
        await verifier.actor(token, NOW)


@pytest.mark.parametrize("skew", [-5, 604])
async def test_clocks_may_differ_by_five_seconds(verifier: TokenVerifier, skew: int) -> None:
    assert await verifier.actor(good, NOW + timedelta(seconds=skew))


async def test_a_remembered_token_still_expires(verifier: TokenVerifier) -> None:
    await verifier.actor(good, NOW)

    with pytest.raises(Unauthenticated):
        await verifier.actor(good, NOW + timedelta(seconds=605))


async def test_a_remembered_token_dies_with_its_key(
    verifier: TokenVerifier, registry: ServiceKit
) -> None:
    await verifier.actor(good, NOW)
    async with registry.begin() as uow:
        key = await uow.session.get_one(SigningKeyReplica, KEY_ID)
        key.retired_at = NOW + timedelta(seconds=1)

    with pytest.raises(Unauthenticated):
        await verifier.actor(good, NOW + timedelta(seconds=61))


async def test_a_new_key_is_found_after_a_while(
    verifier: TokenVerifier, registry: ServiceKit
) -> None:
    fresh = ids.new()
    token = with_header(kid=str(fresh))
    with pytest.raises(Unauthenticated):
        await verifier.actor(token, NOW)
    await _store(registry, fresh, KEY, None)

    with pytest.raises(Unauthenticated):
        await verifier.actor(token, NOW + timedelta(seconds=4))
    assert await verifier.actor(token, NOW + timedelta(seconds=5))


async def test_invented_keys_cost_one_query_in_five_seconds(
    verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = 0
    load = verifier._load

    async def counted(at: datetime) -> None:
        nonlocal loads
        loads += 1
        await load(at)

    monkeypatch.setattr(verifier, "_load", counted)
    for _ in range(50):
        with pytest.raises(Unauthenticated):
            await verifier.actor(with_header(kid=str(ids.new())), NOW)

    assert loads == 1


async def test_the_memory_of_tokens_is_bounded(
    verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.tokens.CACHED_TOKENS_MAX", 3)

    for number in range(5):
        await verifier.actor(with_claims(jti=str(number)), NOW)

    assert len(verifier._verified) == 3
