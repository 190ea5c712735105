"""Reading a token request: bytes in, credentials or an RFC 6749 error out."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_plus
from uuid import UUID

FIELDS_MAX = 16


class BadTokenRequest(Exception):  # noqa: N818 - an answer to the caller, not a fault
    """The request is refused with this RFC 6749 §5.2 error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True)
class Credentials:
    """Who a client says it is, and its proof."""

    client_id: UUID
    secret: str


def read_request(body: bytes, authorization: str | None) -> Credentials:
    """The credentials of a client_credentials request, from the header or the form, not both."""
    form = _form(body)
    if form.get("grant_type") is None:
        raise BadTokenRequest("invalid_request", "grant_type is missing")
    if form["grant_type"] != "client_credentials":
        raise BadTokenRequest("unsupported_grant_type", "only client_credentials")
    if form.get("scope"):
        raise BadTokenRequest("invalid_scope", "roles are granted, not asked for")
    in_form = (form.get("client_id"), form.get("client_secret"))
    if authorization is not None and in_form[1] is not None:
        raise BadTokenRequest("invalid_request", "two ways to authenticate")
    told = _basic(authorization) if authorization is not None else in_form
    try:
        client_id = UUID(told[0] or "")
    except ValueError:
        raise BadTokenRequest("invalid_client", "unknown client or wrong secret") from None
    return Credentials(client_id, told[1] or "")


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX
        )
    except ValueError:
        raise BadTokenRequest("invalid_request", "not a form") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise BadTokenRequest("invalid_request", "a parameter is repeated")
    return form


def _basic(authorization: str) -> tuple[str | None, str | None]:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise BadTokenRequest("invalid_client", "only Basic")
    try:
        name, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        raise BadTokenRequest("invalid_client", "malformed Basic credentials") from None
    return (unquote_plus(name), unquote_plus(secret)) if colon else (None, None)
