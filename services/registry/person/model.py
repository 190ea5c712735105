"""A person, sealed: the database alone shows no name, phone or identity number."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.person.rules import comparable_name
from services.registry.person.states import PERSON, PersonAction, PersonalField, PersonState
from shared.access import Actor
from shared.contracts.registry import PersonErased
from shared.crypto import Vault, mask_id, mask_name, mask_phone
from shared.orm import choice

MASKS = {
    PersonalField.NAME: mask_name,
    PersonalField.PHONE: mask_phone,
    PersonalField.ID_NUMBER: mask_id,
}

GONE = b""
"""Stands where a column may not be empty, once what stood there was destroyed."""


class Person(RegistryEntity, kw_only=True):
    """Someone living in a region. Phones may be shared in a family; an identity number may not."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_region_id_id", "region_id", "id"),
        Index("ix_person_phone_blind", "phone_blind"),
        Index("ix_person_name_blind", "name_blind"),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    household_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("household.id"), index=True, default=None
    )
    name_sealed: Mapped[bytes] = mapped_column(init=False)
    name_blind: Mapped[bytes] = mapped_column(init=False)
    phone_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None)
    phone_blind: Mapped[bytes | None] = mapped_column(init=False, default=None)
    id_number_sealed: Mapped[bytes | None] = mapped_column(init=False, default=None)
    id_number_blind: Mapped[bytes | None] = mapped_column(init=False, default=None, unique=True)
    state: Mapped[PersonState] = mapped_column(
        choice(PersonState, "state"), init=False, default=PERSON.initial
    )

    def seal(self, vault: Vault, field: PersonalField, value: str) -> None:
        """Store one field encrypted, with its blind index."""
        setattr(self, f"{field}_sealed", vault.seal(f"person.{field}", self.id, value))
        setattr(self, f"{field}_blind", blind(vault, field, value))

    def shown(self, vault: Vault, field: PersonalField) -> str | None:
        """One field in clear; who shows it to someone else records why (`uow.reveal`)."""
        sealed: bytes | None = getattr(self, f"{field}_sealed")
        return vault.open(f"person.{field}", self.id, sealed) if sealed else None

    def masked(self, vault: Vault) -> dict[str, str | None]:
        """Every personal field as it is shown by default."""
        plain = {field: self.shown(vault, field) for field in PersonalField}
        return {field: value and MASKS[field](value) for field, value in plain.items()}

    def concerns(self, actor: Actor) -> bool:
        """Whether it is he himself, or somebody he lives with."""
        kin = actor.household_id is not None and actor.household_id == self.household_id
        return kin or actor.person_id == self.id

    def restrict(self) -> None:
        """Keep what must be kept, and show it to nobody but whom the law lets look."""
        if self.state is not PersonState.RESTRICTED:
            self.state = PERSON.after(self.state, PersonAction.RESTRICT)

    def release(self) -> None:
        """Use it again: the person took his wish back."""
        self.state = PERSON.after(self.state, PersonAction.RELEASE)

    def erase(self, *, heir_id: UUID | None, at: datetime) -> PersonErased:
        """Destroy who he is; that somebody was here stays, with his id and his region."""
        self.state = PERSON.after(self.state, PersonAction.ERASE)
        self.name_sealed = self.name_blind = GONE
        self.phone_sealed = self.phone_blind = None
        self.id_number_sealed = self.id_number_blind = None
        self.household_id = None
        return PersonErased(person_id=self.id, region_id=self.region_id, heir_id=heir_id, at=at)


def blind(vault: Vault, field: PersonalField, value: str) -> bytes:
    """The blind index of a field's value: names by their comparable form."""
    comparable = comparable_name(value) if field is PersonalField.NAME else value
    return vault.blind(f"person.{field}", comparable)
