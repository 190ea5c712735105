"""Events as others may rely on them: JSON Schemas, an AsyncAPI document and a page to read."""

import importlib
import json
from pathlib import Path
from typing import Any

from deploy.docs import sources
from deploy.docs.growth import broken_promises
from deploy.docs.markdown import first_line, page, table
from shared.events import Event, Snapshot

COMPONENT = "#/components/schemas/{model}"
ENVELOPE = {
    "type": "object",
    "description": "CloudEvents 1.0, JSON, structured mode.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": {"type": "string", "examples": ["/svc/needs"]},
        "type": {"type": "string", "examples": ["needs.need.submitted.v1"]},
        "subject": {"type": "string", "format": "uuid", "description": "What it is about."},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "sequence": {"type": "string", "description": "Position in the producer's outbox."},
        "traceparent": {"type": "string"},
        "data": {"type": "object"},
    },
}


class PromiseBroken(Exception):  # noqa: N818 - it is the sentence the developer reads
    """A published event would change in a way its readers cannot follow."""


def pages(published: Path) -> dict[str, str]:
    """Every schema, refused when it breaks what the file in `published` promises."""
    found = {
        f"tests/contracts/events/{event.subject}.json": _text(_grown(event, published))
        for event in sources.events()
    }
    return {
        **found,
        "docs/generated/asyncapi.json": _text(_asyncapi()),
        "docs/generated/events.md": _reading(),
    }


def _grown(event: type[Event], published: Path) -> dict[str, Any]:
    schema = event.model_json_schema()
    path = published / f"{event.subject}.json"
    broken = broken_promises(json.loads(path.read_text("utf-8")), schema) if path.exists() else []
    if broken:
        raise PromiseBroken(f"{event.subject}: {', '.join(broken)}; announce a new version instead")
    return schema


def _asyncapi() -> dict[str, Any]:
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    schemas: dict[str, Any] = {"CloudEvent": ENVELOPE}
    for event in sources.events():
        schema = event.model_json_schema(ref_template=COMPONENT)
        schemas.update(schema.pop("$defs", {}))
        schemas[event.__name__] = schema
        message = {"$ref": f"#/channels/{event.subject}/messages/{event.__name__}"}
        channels[event.subject] = _channel(event)
        operations[f"announce.{event.subject}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{event.subject}"},
            "messages": [message],
        }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "sanshe", "version": "1"},
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _channel(event: type[Event]) -> dict[str, Any]:
    state = issubclass(event, Snapshot)
    data = {"properties": {"data": {"$ref": COMPONENT.format(model=event.__name__)}}}
    payload = {"allOf": [{"$ref": COMPONENT.format(model="CloudEvent")}, data]}
    message = {"summary": first_line(event.__doc__), "payload": payload}
    return {
        "address": f"{event.subject}.{{id}}" if state else event.subject,
        **({"parameters": {"id": {"description": f"The {event.about}."}}} if state else {}),
        "messages": {event.__name__: message},
    }


def _reading() -> str:
    listeners = _listeners()
    parts = [
        table(
            ["subject", "kind", "what it says", "about", "fields", "who listens"],
            [
                (
                    f"`{event.subject}`",
                    "state" if issubclass(event, Snapshot) else "fact",
                    first_line(event.__doc__),
                    f"`{event.about}`",
                    ", ".join(f"`{name}`" for name in event.model_fields),
                    ", ".join(listeners.get(event.subject, ["–"])),
                )
                for event in sources.events()
                if event.subject.startswith(f"{service}.")
            ],
        )
        for service in sources.SERVICES
    ]
    titled = [
        f"## {service}\n\n{part}" for service, part in zip(sources.SERVICES, parts, strict=True)
    ]
    return page(
        "Events",
        "CloudEvents 1.0 over JetStream. A *fact* is kept for 14 days; of a *state* the newest of "
        "each thing is kept for ever, and a reader ignores older versions. Schemas are in "
        "`tests/contracts/events/`, the AsyncAPI 3 document is `asyncapi.json`.",
        *titled,
    )


def _listeners() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for service in sources.SERVICES:
        worker = importlib.import_module(f"services.{service}.worker")
        for subject in worker.HANDLERS.by_type:
            found.setdefault(subject, []).append(service)
    return found


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
