"""What others rely on: an event only ever grows, an API change is a visible difference."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy.docs import contracts, sources
from deploy.docs.contracts import PromiseBroken
from deploy.docs.growth import broken_promises
from shared.events import Event

HERE = Path(__file__).parent
PUBLISHED: dict[str, Any] = {
    "properties": {"id": {"type": "string"}, "amount": {"type": "integer", "title": "Amount"}},
    "required": ["id", "amount"],
}


@pytest.mark.parametrize("event", sources.events(), ids=lambda event: event.subject)
def test_an_event_keeps_what_it_promised(event: type[Event]) -> None:
    published = json.loads((HERE / "events" / f"{event.subject}.json").read_text("utf-8"))

    assert broken_promises(published, event.model_json_schema()) == []


@pytest.mark.parametrize("event", sources.events(), ids=lambda event: event.subject)
def test_an_event_is_named_by_its_producer_and_version(event: type[Event]) -> None:
    service, _, fact, version = event.subject.split(".")

    assert event.__module__ == f"shared.contracts.{service}"
    assert version.removeprefix("v").isdigit()
    assert (fact == "state") == ("version" in event.model_fields)
    assert event.about in event.model_fields


def test_every_published_schema_is_one() -> None:
    for path in (HERE / "events").glob("*.json"):
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_no_published_event_disappeared() -> None:
    published = {path.stem for path in (HERE / "events").glob("*.json")}

    assert published <= {event.subject for event in sources.events()}


@pytest.mark.parametrize("service", sources.SERVICES)
def test_the_api_is_the_one_we_published(service: str) -> None:
    published = json.loads((HERE / "openapi" / f"{service}.json").read_text("utf-8"))

    assert published == json.loads(json.dumps(sources.app(service).openapi()))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"properties": {"id": {"type": "string"}}}, ["amount was removed"]),
        (
            {"properties": PUBLISHED["properties"] | {"amount": {"type": "string"}}},
            ["amount changed its type"],
        ),
        ({"required": ["id"]}, ["amount is no longer required"]),
        ({"required": ["id", "amount", "at"]}, ["at became required"]),
    ],
)
def test_a_broken_promise_is_found(change: dict[str, Any], found: list[str]) -> None:
    assert broken_promises(PUBLISHED, PUBLISHED | change) == found


def test_a_promise_inside_a_nested_model_is_kept_too() -> None:
    assert broken_promises({"$defs": {"Shift": PUBLISHED}}, {"$defs": {"Shift": {}}}) == [
        "Shift: id was removed",
        "Shift: amount was removed",
        "Shift: amount is no longer required",
        "Shift: id is no longer required",
    ]


def test_growing_and_better_words_break_nothing() -> None:
    grown = {
        "properties": {
            "id": {"type": "string", "description": "The account."},
            "amount": {"type": "integer", "title": "Signed amount"},
            "note": {"type": "string", "default": ""},
        },
        "required": ["id", "amount"],
    }

    assert broken_promises(PUBLISHED, grown) == []


def test_make_docs_refuses_to_write_over_a_promise(tmp_path: Path) -> None:
    event = sources.events()[0]
    promised = event.model_json_schema()
    promised["properties"]["gone"] = {"type": "string"}
    (tmp_path / f"{event.subject}.json").write_text(json.dumps(promised))

    with pytest.raises(PromiseBroken, match="gone was removed"):
        contracts.pages(tmp_path)
