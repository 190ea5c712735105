"""The base every stored entity shares."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Enum,
    LargeBinary,
    MetaData,
    Text,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    declared_attr,
    mapped_column,
)

from shared import ids

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names follow from what they constrain, so migrations can name them."""

KERNEL = MetaData(naming_convention=NAMING)
"""The tables that every service's database has."""

PERSONAL = {"personal": True}
"""`info=PERSONAL` on a column: the audit says that it changed, never to what, for rows of the audit
outlive a person's right to be forgotten."""


def of_row(condition: ColumnElement[bool], row: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a condition holds for the one row, of another table, that `row` picks.

    The value, not whether there is such a row: PostgreSQL would look through that whole table.
    """
    return select(condition).where(row).scalar_subquery()


def choice(of: type[StrEnum], column: str) -> Enum:
    """A column that stores one of an enum's values as text, with a CHECK named by the column."""
    return Enum(
        of,
        native_enum=False,
        create_constraint=True,
        length=None,
        name=column,
        values_callable=lambda members: [member.value for member in members],
    )


def in_states(states: Iterable[StrEnum]) -> str:
    """The rows of these states, for an index that holds no others."""
    listed = ", ".join(f"'{state}'" for state in states)
    return f"state IN ({listed})"


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Anything stored in a table."""

    __abstract__ = True

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        int: BigInteger,
        str: Text,
        bytes: LargeBinary,
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
    }


class Entity(Row, kw_only=True):
    """A thing with an identity and a life; one row in one table.

    `version` grows by one with every change; it is the ETag, and a stale writer is refused.
    """

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=ids.new, sort_order=-2)
    version: Mapped[int] = mapped_column(init=False, sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}
