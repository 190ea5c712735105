"""Access tokens such as the registry signs, with a key of this process."""

from datetime import datetime
from functools import lru_cache

from joserfc import jwt
from joserfc.jwk import ECKey

from shared import ids
from shared.access import Actor
from shared.claims import ALGORITHM, AUDIENCE, ISSUER

TOKEN_SECONDS = 600

SIGNING_KEY = ECKey.generate_key("P-256")
KEY_ID = ids.new()


@lru_cache(1024)  # who asks again at the same moment shows the same token, as an app does
def sign(actor: Actor, at: datetime) -> str:
    """An access token for this actor, such as the registry would sign."""
    said = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(actor.id),
        "kind": "client" if actor.name == "client" else "person",
        "pid": None if actor.person_id is None else str(actor.person_id),
        "hid": None if actor.household_id is None else str(actor.household_id),
        "nbf": int(at.timestamp()),
        "iat": int(at.timestamp()),
        "exp": int(at.timestamp()) + TOKEN_SECONDS,
        "roles": [
            [
                str(grant.role),
                grant.region_path,
                None if grant.organization_id is None else str(grant.organization_id),
            ]
            for grant in actor.grants
        ],
        "orgs": sorted(map(str, actor.organizations)),
    }
    header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": str(KEY_ID)}
    said = {key: value for key, value in said.items() if value is not None}
    return jwt.encode(header, said, SIGNING_KEY, algorithms=[ALGORITHM])
