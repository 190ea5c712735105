"""The base of everything the registry service stores."""

from sqlalchemy import MetaData

from shared.orm import NAMING, Entity, Row

METADATA = MetaData(naming_convention=NAMING)
"""This service's own tables; its own metadata keeps services from sharing any."""


class RegistryEntity(Entity, kw_only=True):
    """A thing with an identity and a life in the registry database."""

    __abstract__ = True
    metadata = METADATA


class RegistryRow(Row, kw_only=True):
    """Any other row in the registry database: read copies, entries, counters."""

    __abstract__ = True
    metadata = METADATA
