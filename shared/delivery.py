"""An event as it travels: CloudEvents 1.0, JSON, structured mode."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a message that is no event of ours may raise."""


def envelope(service: str, row: Any) -> bytes:
    """An outbox row as a CloudEvent."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": str(row.id),
            "source": f"/svc/{service}",
            "type": row.subject,
            "subject": str(row.aggregate_id),
            "time": row.created_at.isoformat(),
            "datacontenttype": "application/json",
            "sequence": str(row.position),
            "data": row.data,
            **row.trace,
        },
        ensure_ascii=False,
    ).encode()


def subject_of(row: Any) -> str:
    """Where an outbox row is published: a snapshot under its own id, so that the newest is kept."""
    return row.subject if row.version is None else f"{row.subject}.{row.aggregate_id}"


def headers_of(row: Any) -> dict[str, str]:
    """What the broker needs to know: the id that tells a repeat, and the trace."""
    kind = "application/cloudevents+json"
    return {"Nats-Msg-Id": str(row.id), "Content-Type": kind, **row.trace}


@dataclass(frozen=True)
class Delivery:
    """A CloudEvent as it arrived."""

    id: UUID
    type: str
    aggregate_id: str
    told_at: datetime
    trace: dict[str, str]
    data: dict[str, Any]

    @classmethod
    def parse(cls, body: bytes) -> "Delivery":
        """Read structured JSON; anything else raises one of UNREADABLE."""
        cloud = json.loads(body)
        told_at = datetime.fromisoformat(cloud["time"])
        if told_at.tzinfo is None:
            raise ValueError("time without a zone")
        return cls(
            id=UUID(cloud["id"]),
            type=cloud["type"],
            aggregate_id=str(UUID(cloud["subject"])),
            told_at=told_at,
            trace={key: cloud[key] for key in ("traceparent", "tracestate") if key in cloud},
            data=cloud["data"],
        )

    def as_cloud_event(self) -> dict[str, Any]:
        """What has to be kept to deliver it again."""
        return {
            "id": str(self.id),
            "type": self.type,
            "subject": self.aggregate_id,
            "time": self.told_at.isoformat(),
            "data": self.data,
            **self.trace,
        }
