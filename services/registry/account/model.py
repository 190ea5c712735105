"""The account: how someone proves who he is, and whether he may."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.account.errors import AccountDisabled
from services.registry.account.states import ACCOUNT, OUT_OF_USE, AccountAction, AccountState
from services.registry.entity import RegistryEntity
from shared.orm import PERSONAL, choice

LOCK = timedelta(minutes=30)
"""How long an account stays locked after too many wrong passwords."""


NOWHERE = UUID(int=0)


class AccountKind(StrEnum):
    """Whom an account is for: a resident and his kind, or somebody on duty."""

    PERSON = "person"
    STAFF = "staff"


class Account(RegistryEntity, kw_only=True):
    """What someone signs in with; `region_id` is where he lives, or where he serves."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_region_id", "region_id"),
        Index(
            "uq_account_person_id_kind",
            "person_id",
            "kind",
            unique=True,
            postgresql_where="person_id IS NOT NULL",
        ),
        Index("uq_account_wechat", "wechat", unique=True),
        CheckConstraint("kind = 'staff' OR region_id IS NOT NULL", name="region"),
        CheckConstraint(
            "state IN ('pending', 'disabled', 'erased') OR password_hash IS NOT NULL"
            " OR wechat IS NOT NULL",
            "way_in",
        ),
    )

    kind: Mapped[AccountKind] = mapped_column(choice(AccountKind, "kind"))
    username: Mapped[str] = mapped_column(unique=True, info=PERSONAL)
    """Perhaps a phone number."""
    region_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None] = mapped_column(default=None)
    household_id: Mapped[UUID | None] = mapped_column(default=None)
    password_hash: Mapped[bytes | None] = mapped_column(default=None)
    state: Mapped[AccountState] = mapped_column(
        choice(AccountState, "state"), default=ACCOUNT.initial
    )
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    wechat: Mapped[bytes | None] = mapped_column(default=None)
    """A keyed hash of the mini-program's user who signs in to it."""
    password_given: Mapped[bool] = mapped_column(default=False)
    """Somebody else chose the password and knows it: its holder must choose his own."""

    @property
    def ruled_in(self) -> UUID:
        """The region whose parameters hold for it; without one the defaults do."""
        return self.region_id or NOWHERE

    @property
    def is_active(self) -> bool:
        """Whether one may sign in with it."""
        return self.state is AccountState.ACTIVE

    def set_password(self, password_hash: str) -> None:
        """Replace the password; the first one makes the account active."""
        self.check_usable()
        self.password_hash = password_hash.encode()
        self.password_given = False
        self.activate()

    def activate(self) -> None:
        """Let its holder in, who has a way in now."""
        if self.state is AccountState.PENDING:
            self.state = ACCOUNT.after(self.state, AccountAction.ACTIVATE)

    def give_password(self, password_hash: str) -> None:
        """Set a password that lets the holder do nothing but choose his own.

        Who guessed at the old one locks nobody out of the new one.
        """
        self.set_password(password_hash)
        self.password_given = True
        if self.state is AccountState.LOCKED:
            self.unlock()

    def rehash(self, password_hash: str) -> None:
        """Store the same password with today's parameters."""
        self.password_hash = password_hash.encode()

    def lock(self, *, at: datetime) -> datetime:
        """Let nobody in for a while; answers until when."""
        self.state = ACCOUNT.after(self.state, AccountAction.LOCK)
        self.locked_until = at + LOCK
        return self.locked_until

    def unlock(self) -> None:
        """Let the holder in again."""
        self.state = ACCOUNT.after(self.state, AccountAction.UNLOCK)
        self.locked_until = None

    def disable(self) -> None:
        """Let nobody in any more; the password is forgotten."""
        self.state = ACCOUNT.after(self.state, AccountAction.DISABLE)
        self.locked_until = None
        self.password_hash = None

    def enable(self) -> None:
        """Take the account back into use; it needs a new password first."""
        self.state = ACCOUNT.after(self.state, AccountAction.ENABLE)

    def erase(self) -> None:
        """End the account for good; its name is free, and nobody's."""
        self.state = ACCOUNT.after(self.state, AccountAction.ERASE)
        self.username = f"erased-{self.id}"
        self.household_id = self.locked_until = self.password_hash = self.wechat = None

    def stand_for(self, person_id: UUID, *, region_id: UUID, household_id: UUID | None) -> None:
        """Let it be a registered person's from now on, who lives there."""
        self.check_usable()
        self.person_id, self.region_id, self.household_id = person_id, region_id, household_id

    def check_usable(self) -> None:
        """Refuse a disabled account, and one that is no more."""
        if self.state in OUT_OF_USE:
            raise AccountDisabled
