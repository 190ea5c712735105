"""The proof that a visit took place: two codes only the resident sees, and where the team was."""

from hmac import compare_digest
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.visit.errors import CodesLocked, WrongCode
from shared import ids
from shared.crypto import Vault
from shared.orm import PERSONAL

TRIES = 5
"""Wrong codes before they are locked and new ones must be asked for."""


class Visit(NeedsEntity, kw_only=True):
    """The visit of one accepted order; `id` is the order's."""

    __tablename__ = "visit"
    __table_args__ = (CheckConstraint(f"tries BETWEEN 0 AND {TRIES}", name="tries"),)

    arrival_code_enc: Mapped[bytes]
    """Given to the team at the door, where it cannot show its position."""
    code_enc: Mapped[bytes]
    """Given to the team when the work is done."""
    tries: Mapped[int] = mapped_column(default=0)
    latitude: Mapped[float | None] = mapped_column(default=None, info=PERSONAL)
    longitude: Mapped[float | None] = mapped_column(default=None, info=PERSONAL)

    @classmethod
    def of(cls, order_id: UUID, vault: Vault) -> "Visit":
        """A visit with fresh codes."""
        arrival, done = _sealed(order_id, vault)
        return cls(id=order_id, arrival_code_enc=arrival, code_enc=done)

    def reissue(self, vault: Vault) -> None:
        """Fresh codes, tries counted anew."""
        self.arrival_code_enc, self.code_enc = _sealed(self.id, vault)
        self.tries = 0

    def codes(self, vault: Vault) -> dict[str, str]:
        """Both codes in clear, for the resident only."""
        return {
            "arrival_code": vault.open("visit.arrival_code", self.id, self.arrival_code_enc),
            "code": vault.open("visit.code", self.id, self.code_enc),
        }

    def admits(self, kind: str, code: str, vault: Vault) -> bool:
        """Whether the code is the right one; a wrong one costs a try."""
        if self.tries >= TRIES:
            raise CodesLocked(tries=TRIES)
        right = compare_digest(self.codes(vault)[kind].encode(), code.encode())
        self.tries += not right
        return right

    def refusal(self) -> WrongCode | CodesLocked:
        """What a wrong code is answered with: the last one locks them."""
        left = TRIES - self.tries
        return WrongCode(tries_left=left) if left else CodesLocked(tries=TRIES)


def _sealed(order_id: UUID, vault: Vault) -> tuple[bytes, bytes]:
    arrival = vault.seal("visit.arrival_code", order_id, ids.code())
    return arrival, vault.seal("visit.code", order_id, ids.code())
