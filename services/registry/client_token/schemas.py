"""Token answers in the words of RFC 6749."""

from typing import Literal

from shared.schemas import View


class AccessTokenView(View):
    """RFC 6749 §5.1."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    """Seconds."""


class OAuthErrorView(View):
    """RFC 6749 §5.2."""

    error: Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    error_description: str
