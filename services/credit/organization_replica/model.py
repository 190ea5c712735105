"""The read copy of the registry's organizations."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditRow

CANCELED = "canceled"
"""The registry's word for an organization that is no more."""

SUCCEEDED = ("merged", "split")
"""The registry's words for an organization whose rights and duties passed on to others."""

WORKED = ("suspended", "lapsed", "liquidating", "revoked", CANCELED)
"""The registry's words for an organization that was active before."""

ACTIVE = "active"
"""The registry's word for an organization that may work (spec/registry.md, table of states)."""


class OrganizationReplica(CreditRow, kw_only=True):
    """The newest snapshot of one organization; nobody but the registry's events changes it."""

    __tablename__ = "organization_replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    tier: Mapped[str]
    legal_type: Mapped[str]
    state: Mapped[str]
    home_region_id: Mapped[UUID]
    founded_on: Mapped[date | None]

    @property
    def canceled(self) -> bool:
        """Whether the organization is no more."""
        return self.state == CANCELED

    @property
    def worked(self) -> bool:
        """Whether the organization was active before, and may have earned then."""
        return self.state in WORKED

    @property
    def active(self) -> bool:
        """Whether the organization may work, and so may hold an account."""
        return self.state == ACTIVE

    @property
    def succeeded(self) -> bool:
        """Whether others succeeded the organization: what it earned before is theirs."""
        return self.state in SUCCEEDED
