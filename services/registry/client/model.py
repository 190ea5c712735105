"""The API client: a system, the secret it shows, and from where and until when it may."""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.client.errors import BadValidity, ClientRevoked, NotForClients
from services.registry.client.rules import is_allowed
from services.registry.entity import RegistryEntity
from shared.access import Role

VALIDITY_MAX = timedelta(days=3 * 366)

CLIENT_ROLES: Final = frozenset({Role.EVALUATOR_CLIENT, Role.RECEIVER, Role.DEPARTMENT})
"""What a system may be: an evaluator's, a hotline's, a department's."""


class ApiClient(RegistryEntity, kw_only=True):
    """A system of an organization or an authority; what it may do are its grants."""

    __tablename__ = "api_client"
    __table_args__ = (Index("ix_api_client_region_id", "region_id"),)

    name: Mapped[str]
    region_id: Mapped[UUID]
    organization_id: Mapped[UUID | None]
    secret_hash: Mapped[bytes]
    ip_allow: Mapped[list[Any]]
    valid_to: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    def check_validity(self, *, at: datetime) -> None:
        """Refuse a client that would never work, or work for too long."""
        if not at < self.valid_to <= at + VALIDITY_MAX:
            raise BadValidity

    def check_live(self) -> None:
        """Refuse to change a revoked client."""
        if self.revoked_at is not None:
            raise ClientRevoked

    def check_role(self, role: Role) -> None:
        """Refuse roles that only people hold."""
        self.check_live()
        if role not in CLIENT_ROLES:
            raise NotForClients("/role", role=role)

    def revoke(self, *, at: datetime) -> None:
        """Let it in no more."""
        self.check_live()
        self.revoked_at = at

    def replace_secret(self, secret_hash: bytes) -> None:
        """Take another secret; the old one is worthless at once."""
        self.check_live()
        self.secret_hash = secret_hash

    def admits(self, secret_hash: bytes, *, address: str, at: datetime) -> bool:
        """Whether this secret, from there, is good at this moment."""
        right = compare_digest(secret_hash, self.secret_hash)
        usable = self.revoked_at is None and at < self.valid_to
        return right and usable and is_allowed(address, self.ip_allow)
