"""Signing keys as the API shows them: never the private half."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.registry.signing_key.states import SigningKeyState
from shared.schemas import View


class SigningKeyView(View):
    """A key and how it stands."""

    id: UUID
    state: SigningKeyState
    public_jwk: dict[str, Any]
    retired_at: datetime | None


class JwksView(View):
    """The public keys tokens are verified with (RFC 7517)."""

    keys: list[dict[str, Any]]
