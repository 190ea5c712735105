"""What a parameter means in the OpenAPI document, where its route does not say it itself."""

from typing import Any

_WORDS = {
    "after": "`next` of the page before",
    "code": "Its code",
    "decision": "Which decision",
    "effective_on": "As it is now known to have been on this day",
    "filing": "Only those whose filing is in this state",
    "fiscal_year": "Only those of this year",
    "if-match": "The ETag that was read: 412 where it has changed since",
    "idempotency-key": "The same on each try of one request: a repeat gets the first answer",
    "level": "Only those of this level",
    "limit": "Rows per page",
    "number": "Its number",
    "organization": "Only those of this organization",
    "recorded_at": "As it was recorded at this moment",
    "region": "Only those of this region and of all below it",
    "route": "Only those sent this way",
    "source": "Who published the codes",
    "state": "Only those in this state",
    "tier": "Only those of this tier",
    "token": "The secret part of the link",
    "uscc": "The code, however it is typed",
    "valid_from": "Since when they hold",
    "wanted": "For which program",
}


def meaning_of(parameter: dict[str, Any]) -> str:
    """What stands beside it: a filter narrows a list, and what a path names is one thing."""
    name: str = parameter["name"]
    if name in _WORDS:
        return _WORDS[name]
    thing = name.removesuffix("_id").removesuffix("_code").replace("_", " ")
    return (
        f"Which {thing}, by its id" if parameter["in"] == "path" else f"Only those of this {thing}"
    )
