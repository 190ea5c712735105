"""What an access token says, read strictly: plain functions, nothing is verified here.

A header holds `alg`, `typ` and `kid` and nothing else, so `jku`, `x5u`, `jwk` and `crit` cannot
send a verifier anywhere. Claims: `sub` is the account or client, `kind` is `person` or `client`,
`pid` and `hid` the person and household, `sid` the login, `roles` a list of
`[role, region path, organization or null]`, `orgs` the organizations that the same person acts for
with his other account, and those that took over from any he acts for.
"""

import json
from typing import Any
from uuid import UUID

from joserfc.util import urlsafe_b64decode

from shared.access import Actor, Grant, Role

ALGORITHM = "ES256"
TOKEN_TYPE = "at+jwt"  # noqa: S105 - RFC 9068's media type, not a secret
ISSUER = "sanshe-registry"
AUDIENCE = "sanshe"

_ROLES = {role.value: role for role in Role}
_NAMES = {"person": "account", "client": "client"}


class Unauthenticated(Exception):  # noqa: N818 - an answer to the caller, not a fault
    """The token proves nobody; the reason is for the log, never for the caller."""


def key_id(header_part: str) -> UUID:
    """The key a token's header names; a header that says anything unusual is refused whole."""
    header = strict_json(header_part)
    if set(header) != {"alg", "typ", "kid"}:
        raise Unauthenticated("header members")
    if (header["alg"], header["typ"]) != (ALGORITHM, TOKEN_TYPE):
        raise Unauthenticated("algorithm or type")
    return _uuid(header["kid"])


def actor(claims: dict[str, Any]) -> Actor:
    """The caller the claims describe; roles this version does not know open nothing."""
    roles, kind, others = claims.get("roles"), claims.get("kind"), claims.get("orgs", [])
    if not isinstance(roles, list) or not isinstance(others, list):
        raise Unauthenticated("lists")
    if not isinstance(kind, str) or kind not in _NAMES:
        raise Unauthenticated("claims")
    return Actor(
        id=_uuid(claims.get("sub")),
        name=_NAMES[kind],
        person_id=_optional_uuid(claims.get("pid")),
        household_id=_optional_uuid(claims.get("hid")),
        session_id=_optional_uuid(claims.get("sid")),
        grants=tuple(grant for item in roles if (grant := _grant(item)) is not None),
        organizations=frozenset(map(_uuid, others)),
    )


def strict_json(part: str) -> dict[str, Any]:
    """The JSON object in one part of a token; duplicate names, NaN and deep nesting are refused."""
    try:
        found = json.loads(
            urlsafe_b64decode(part.encode()),
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as bad:
        raise Unauthenticated("not JSON") from bad
    if not isinstance(found, dict):
        raise Unauthenticated("not an object")
    return found


def _grant(item: object) -> Grant | None:
    match item:
        case [str(role), str(region_path), organization_id]:
            organization = _optional_uuid(organization_id)
            return Grant(_ROLES[role], region_path, organization) if role in _ROLES else None
        case _:
            raise Unauthenticated("roles")


def _optional_uuid(value: object) -> UUID | None:
    return None if value is None else _uuid(value)


def _uuid(value: object) -> UUID:
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != value:
        raise Unauthenticated("identifier")
    return found


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate member")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)
