"""Messages as a hotline exports them, and the filing each becomes."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.local.errors import CommandError
from shared import ids
from shared.clock import LOCAL

COLUMNS = {"message_id", "user", "title", "submitted_at", "detail"}
CHANNEL = "import_12345"
FIELD_MAX = 1_000_000
"""Longest field read from a file, in characters; what is too long is the intake's to refuse."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One resident's message to his city."""

    message_id: str
    user: str
    title: str
    detail: str
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where messages go: the community, the category, and whose numbers theirs are."""

    region_id: UUID
    category_code: str
    source: str
    """The system that numbered the messages, for instance `12345`."""
    space: UUID
    """What ids are derived in: alike in every run on one installation, and on no other."""

    def filing(self, message: Message) -> dict[str, Any]:
        """The message as staff enter it; its reporter is a number without a name, or nobody."""
        reporter = ids.derived(self.space, f"{self.source} {message.user}")
        return {
            "region_id": str(self.region_id),
            "category_code": self.category_code,
            "channel": CHANNEL,
            "title": message.title,
            "description": message.detail,
            "occurred_at": message.submitted_at.isoformat(),
            "external_ref": f"{self.source}:{message.message_id}",
            "on_behalf": {"person_id": str(reporter)} if message.user.strip() else {},
        }


def read(file: Path) -> list[Message]:
    """Every message in the file's order; a file that cannot be read whole is refused whole."""
    csv.field_size_limit(FIELD_MAX)
    with file.open(encoding="utf-8-sig", newline="") as text:
        try:
            return list(_messages(csv.DictReader(text)))
        except (UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{file} is no CSV in UTF-8: {error}") from None


def _messages(rows: "csv.DictReader[str]") -> Iterator[Message]:
    missing = COLUMNS - set(rows.fieldnames or [])
    if missing:
        raise CommandError(f"the file has no column {', '.join(sorted(missing))}")
    for row in rows:
        try:
            told = datetime.fromisoformat(row["submitted_at"])
        except (ValueError, TypeError):
            raise CommandError(f"line {rows.line_num}: submitted_at is no time") from None
        if not row["message_id"] or row["detail"] is None:
            raise CommandError(f"line {rows.line_num}: a field is missing")
        yield Message(
            message_id=row["message_id"],
            user=row["user"] or "",
            title=row["title"],
            detail=row["detail"],
            submitted_at=told if told.tzinfo else told.replace(tzinfo=LOCAL),
        )
