"""The signing key: an ES256 pair whose private half is sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.signing_key.states import (
    SIGNING_KEY,
    SigningKeyAction,
    SigningKeyState,
)
from shared.contracts import registry as contract
from shared.orm import choice

PRIVATE_COLUMN = "signing_key.private_jwk"
"""What the private half is sealed for, together with the key's id."""


class SigningKey(RegistryEntity, kw_only=True):
    """A key pair; at most one is current and one is published ahead of its use."""

    __tablename__ = "signing_key"
    __table_args__ = (
        Index(
            "uq_signing_key_in_waiting",
            "state",
            unique=True,
            postgresql_where="state IN ('next', 'current')",
        ),
    )

    public_jwk: Mapped[dict[str, Any]]
    private_jwk: Mapped[bytes]
    state: Mapped[SigningKeyState] = mapped_column(
        choice(SigningKeyState, "state"), default=SIGNING_KEY.initial
    )
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    def promote(self) -> None:
        """Sign with it from now on; the others have known its public half for long."""
        self.state = SIGNING_KEY.after(self.state, SigningKeyAction.PROMOTE)

    def replace(self) -> None:
        """Sign with it no more; what it signed is still believed."""
        self.state = SIGNING_KEY.after(self.state, SigningKeyAction.REPLACE)

    def retire(self, *, at: datetime) -> None:
        """Believe nothing it signed from this moment on."""
        self.state = SIGNING_KEY.after(self.state, SigningKeyAction.RETIRE)
        self.retired_at = at

    def as_state(self) -> contract.SigningKeyState:
        """What the other services keep of it."""
        return contract.SigningKeyState(
            key_id=self.id,
            version=self.version,
            public_jwk=self.public_jwk,
            retired_at=self.retired_at,
        )
