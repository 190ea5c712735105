"""The session and its refresh tokens."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity, RegistryRow
from shared.orm import choice


class EndReason(StrEnum):
    """Why a session is over before its time."""

    LOGOUT = "logout"
    REUSE = "reuse"
    """An old refresh token came back: someone holds a copy, and nobody can tell who."""
    ACCOUNT_CLOSED = "account_closed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason, not a secret


class Session(RegistryEntity, kw_only=True):
    """One login: all the refresh tokens that descend from it live and die together."""

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_account_id", "account_id", postgresql_where="ended_at IS NULL"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[EndReason | None] = mapped_column(
        choice(EndReason, "end_reason"), default=None
    )

    def is_open(self, at: datetime) -> bool:
        """Whether its tokens may still be exchanged."""
        return self.ended_at is None and at < self.ends_at

    def end(self, reason: EndReason, *, at: datetime) -> None:
        """Refuse every token of this login from now on; the first reason stays."""
        if self.ended_at is None:
            self.ended_at = at
            self.end_reason = reason


class RefreshToken(RegistryRow, kw_only=True):
    """One link of a session's chain; only the SHA-256 of the 256-bit token is kept."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index("ix_refresh_token_session_id", "session_id"),)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
