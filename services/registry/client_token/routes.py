"""The token endpoint for systems (RFC 6749 §4.4): form in, JSON out, errors in its own words."""

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.registry.client.use_cases import sign_in_client
from services.registry.client_token.rules import BadTokenRequest, Credentials, read_request
from services.registry.client_token.schemas import AccessTokenView, OAuthErrorView
from services.registry.login_attempt.use_cases import admit_address
from services.registry.signing_key.use_cases import ACCESS_TOKEN_LIFE
from shared.database import Opener
from shared.web import PROBLEM_REF, Begin, Now, Public

PATH = "/oauth/token"
MEDIA = "application/x-www-form-urlencoded"

router = APIRouter(tags=["clients"])

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MEDIA: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "client_id": {"type": "string", "format": "uuid"},
                        "client_secret": {"type": "string"},
                    },
                }
            }
        },
    }
}
_ERROR: dict[str, Any] = {
    "model": OAuthErrorView,
    # what the edge refuses before a token is asked for is a problem here too
    "content": {"application/problem+json": {"schema": PROBLEM_REF}},
}


@router.post(
    PATH,
    response_model=AccessTokenView,
    responses={400: _ERROR, 401: _ERROR},
    openapi_extra=_FORM,
)
async def token(request: Request, begin: Begin, now: Now, _: Public) -> Response:
    """An access token for ten minutes, for a client that shows its secret (Basic or form)."""
    address = request.client.host if request.client else "unknown"
    async with begin() as uow:
        await admit_address(uow, address=address, at=now)
    try:
        asked = read_request(await request.body(), request.headers.get("authorization"))
        signed = await _sign_in(begin, asked, address, now)
    except BadTokenRequest as bad:
        return _error(bad)
    told = AccessTokenView(
        access_token=signed,
        token_type="Bearer",  # noqa: S106 - RFC 6749's word
        expires_in=int(ACCESS_TOKEN_LIFE.total_seconds()),
    )
    return Response(told.model_dump_json(), media_type="application/json")


async def _sign_in(begin: Opener, asked: Credentials, address: str, now: Now) -> str:
    async with begin() as uow:
        signed = await sign_in_client(
            uow, client_id=asked.client_id, secret=asked.secret, address=address, at=now
        )
    if signed is None:
        raise BadTokenRequest("invalid_client", "unknown client or wrong secret")
    return signed


def _error(bad: BadTokenRequest) -> Response:
    body = json.dumps({"error": bad.error, "error_description": bad.description})
    if bad.error == "invalid_client":
        headers = {"WWW-Authenticate": 'Basic realm="sanshe"'}
        return Response(body, 401, headers, "application/json")
    return Response(body, 400, media_type="application/json")
