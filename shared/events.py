"""What one service tells the others."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.described import described


class Event(BaseModel):
    """A fact others may rely on. Fields may be added; none is ever renamed, retyped or removed.

    `subject` is `<service>.<concept>.<fact>.v<N>`; `about` names the field that holds the id of
    the thing the fact is about (events about one thing keep their order). No names, phones,
    identity numbers or bid amounts: events live for 14 days in a log that cannot be edited.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", json_schema_extra=described, defer_build=True
    )

    subject: ClassVar[str]
    about: ClassVar[str]

    @property
    def aggregate_id(self) -> UUID:
        """The thing the fact is about."""
        found: UUID = getattr(self, self.about)
        return found


class Snapshot(Event):
    """The whole present state of one thing; the newest version wins, older ones are ignored.

    Its `subject` is `<service>.<concept>.state.v<N>`; it is published to `<subject>.<id>`, one
    message per id kept, so that a new or rebuilt reader sees everything that exists.
    """

    version: int
