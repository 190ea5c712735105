"""A household: a community, a sealed address, and the people whose `household_id` names it."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from shared.access import Actor
from shared.crypto import Vault, mask_address

ADDRESS = "household.address"
GONE = b""
"""Stands for the address of a home that nobody registered lives in any more."""


class Household(RegistryEntity, kw_only=True):
    """People at one address; a team is never sent to a household of its own members."""

    __tablename__ = "household"

    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), index=True)
    address_sealed: Mapped[bytes] = mapped_column(init=False)

    def seal(self, vault: Vault, address: str) -> None:
        """Store the address encrypted."""
        self.address_sealed = vault.seal(ADDRESS, self.id, address)

    def address_for(self, actor: Actor, vault: Vault) -> str:
        """The address as this caller sees it: in clear only for those who live there."""
        address = vault.open(ADDRESS, self.id, self.address_sealed)
        return address if actor.household_id == self.id else mask_address(address)

    def forget(self) -> None:
        """Destroy the address; nobody sees the household any more."""
        self.address_sealed = GONE
