"""Whether an event's schema only grew: what was published may be relied on for ever."""

from typing import Any

PROSE = {"title", "description", "examples"}
"""Words about a field, which may be improved at any time."""


def broken_promises(published: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What a reader of the published schema would miss; empty when the schema only grew.

    A field may be added with a default. None is removed, renamed or retyped, and none becomes
    required, since a new reader must understand old messages.
    """
    found = []
    for name, before in published.get("properties", {}).items():
        after = now.get("properties", {}).get(name)
        if after is None:
            found.append(f"{name} was removed")
        elif _shape(before) != _shape(after):
            found.append(f"{name} changed its type")
    required = {*published.get("required", [])}, {*now.get("required", [])}
    found += [f"{name} became required" for name in sorted(required[1] - required[0])]
    found += [f"{name} is no longer required" for name in sorted(required[0] - required[1])]
    for name, before in published.get("$defs", {}).items():
        after = now.get("$defs", {}).get(name, {})
        found += [f"{name}: {promise}" for promise in broken_promises(before, after)]
    return found


def _shape(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _shape(value) for key, value in schema.items() if key not in PROSE}
    return [_shape(item) for item in schema] if isinstance(schema, list) else schema
