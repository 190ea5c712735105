"""Short numbers that people read, write and say."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import UnitOfWork
from shared.orm import KERNEL, Row

_MODULUS = 97
_WEIGHT = 100


class CounterRow(Row, kw_only=True):
    """The last number given out under one heading."""

    __tablename__ = "counter"
    metadata = KERNEL

    heading: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


async def take(uow: UnitOfWork, heading: str) -> int:
    """The next number under a heading, from 1; given back if the transaction fails."""
    new = insert(CounterRow).values(heading=heading, last=1)
    counted = new.on_conflict_do_update(
        index_elements=["heading"], set_={"last": CounterRow.last + 1}
    ).returning(CounterRow.last)
    taken: int = (await uow.session.execute(counted)).scalar_one()
    return taken


def check_digits(number: str) -> str:
    """The two check digits of ISO 7064 MOD 97-10 for a string of digits."""
    assert number.isascii()
    assert number.isdigit()
    return f"{98 - int(number) * _WEIGHT % _MODULUS:02d}"
