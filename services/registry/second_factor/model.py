"""The secret that an account's holder has in his authenticator app."""

import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from shared.crypto import Vault

SECRET = "second_factor.secret"  # noqa: S105 - a column, not a secret
SECRET_BYTES = 20
STEP_SECONDS = 30
SLACK_STEPS = 1
"""Steps that a phone's clock may be early or late (RFC 6238 §5.2)."""
ISSUER = "三社联动"
"""What the app shows beside the username."""


class SecondFactor(RegistryEntity, kw_only=True):
    """One account's; it counts from the first right code on."""

    __tablename__ = "second_factor"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), unique=True)
    secret_sealed: Mapped[bytes] = mapped_column(init=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(default=0)
    """The half minute of the last code that was taken: no code is taken twice."""

    def renew(self, vault: Vault) -> str:
        """Begin anew with a secret of 160 bits; answers it in base 32, to be told once."""
        secret = b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        self.secret_sealed = vault.seal(SECRET, self.id, secret)
        self.confirmed_at = None
        return secret

    def takes(self, code: str, vault: Vault, *, at: datetime) -> bool:
        """Whether this is a code of this half minute or one beside it, and a new one."""
        codes = _codes(vault.open(SECRET, self.id, self.secret_sealed))
        now = int(at.timestamp()) // STEP_SECONDS
        for step in range(now - SLACK_STEPS, now + SLACK_STEPS + 1):
            try:
                codes.verify(code.encode(), step * STEP_SECONDS)
            except InvalidToken:
                continue
            if step > self.last_step:
                self.last_step = step
                self.confirmed_at = self.confirmed_at or at
                return True
        return False


def app_address(secret: str, username: str) -> str:
    """What an authenticator app reads from a QR code."""
    return _codes(secret).get_provisioning_uri(username, ISSUER)


def _codes(secret: str) -> TOTP:
    # SHA-1 and six digits: what every app knows (RFC 6238 §1.2)
    return TOTP(b32decode(secret), 6, SHA1(), STEP_SECONDS)  # noqa: S303 - an HMAC, not a signature
