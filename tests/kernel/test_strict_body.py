"""What is not plain JSON never gets in, and whatever gets in is never a fault of ours."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from shared.access import Role
from shared.parser import BODY_BYTES, DEPTH_MAX
from shared.testing.kit import ServiceKit

MALFORMED: dict[str, bytes] = {
    "duplicate key": b'{"name": "a", "name": "b"}',
    "duplicate key below": b'{"value": {"unit": "h", "unit": "s"}}',
    "duplicate key written with an escape": b'{"name": 1, "n\\u0061me": 2}',
    "NaN": b'{"value": NaN}',
    "Infinity": b'{"value": Infinity}',
    "-Infinity": b'{"value": -Infinity}',
    "1e999": b'{"value": 1e999}',
    "-1e999": b'{"value": -1e999}',
    "2**63": f'{{"value": {2**63}}}'.encode(),
    "-2**63-1": f'{{"value": {-(2**63) - 1}}}'.encode(),
    "2**70": f'{{"value": {2**70}}}'.encode(),
    "5,000 digits": b'{"value": ' + b"9" * 5000 + b"}",
    "a NUL, escaped": b'{"name": "a\\u0000b"}',
    "a NUL in a key": b'{"a\\u0000": 1}',
    "a NUL, raw": b'{"name": "a\x00b"}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "a lone low surrogate": b'{"name": "\\udc00x"}',
    "a lone surrogate in a key": b'{"\\ud800": 1}',
    "swapped surrogates": b'{"name": "\\udc00\\ud800"}',
    "a raw surrogate": b'{"name": "\xed\xa0\x80"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"name": "太仓"}'.encode("utf-16"),
    "GBK": '{"name": "太仓市"}'.encode("gbk"),
    "an overlong slash": b'{"name": "\xc0\xaf"}',
    "depth 33": b"[" * (DEPTH_MAX + 2) + b"]" * (DEPTH_MAX + 2),
    "depth 2,000": b"[" * 2000 + b"]" * 2000,
    "objects 2,000 deep": b'{"a":' * 2000 + b"1" + b"}" * 2000,
    "60,000 brackets": b"[" * 60_000,
    "an unfinished object": b'{"name": ',
    "a trailing comma": b'{"name": 1,}',
    "a comment": b"{} // yes",
    "two values": b"{} {}",
    "single quotes": b"{'name': 1}",
    "a leading zero": b'{"value": 01}',
    "a plus": b'{"value": +1}',
    "hexadecimal": b'{"value": 0x10}',
    "only white space": b"   ",
}
JSON_TYPE = {"Content-Type": "application/json"}
SECRET = "canary-5f1d"


def assert_a_problem(answer: httpx.Response, status: int, slug: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["type"]) == (status, f"/problems/{slug}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (body["status"], body["trace_id"]) == (status, answer.headers["x-trace-id"])
    assert {"title", "detail"} <= set(body)


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_not_plain_json_is_refused(procurement: ServiceKit, body: bytes) -> None:
    answer = await procurement.post("/policies", content=body, headers=JSON_TYPE)

    assert_a_problem(answer, 400, "malformed-body")
    why = answer.json()["detail"].partition("：")[2]
    assert not re.search(r"\b[a-z]", why), why


@pytest.mark.parametrize("size", [BODY_BYTES + 1, 100_000, 10 * 1024 * 1024])
async def test_a_body_too_large_is_refused_by_what_it_declares(
    procurement: ServiceKit, size: int
) -> None:
    answer = await procurement.post("/policies", content=b"[" * size, headers=JSON_TYPE)

    assert_a_problem(answer, 413, "body-too-large")
    assert answer.json()["limit"] == BODY_BYTES


async def test_a_body_without_length_or_end_is_cut_off(procurement: ServiceKit) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[bytes, None]:
        nonlocal sent
        while True:
            sent += 1024
            yield b"[" * 1024

    answer = await procurement.post("/policies", content=endless(), headers=JSON_TYPE)

    assert_a_problem(answer, 413, "body-too-large")
    assert sent <= BODY_BYTES + 2048


@pytest.mark.parametrize("length", ["0", "x", "-1", "99999999999999999999"])
async def test_a_wrong_content_length_opens_nothing(procurement: ServiceKit, length: str) -> None:
    headers = JSON_TYPE | {"Content-Length": length}

    answer = await procurement.post("/policies", content=b"{" * 70_000, headers=headers)

    assert_a_problem(answer, 413, "body-too-large")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/xml"},
        {"Content-Type": "application/jsonp"},
        {"Content-Type": "application/json, text/plain"},
        {"Content-Type": "\xff\xfe"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "application/json", "Content-Encoding": "identity"},
    ],
)
async def test_another_media_type_or_encoding_is_refused(
    procurement: ServiceKit, headers: dict[str, str]
) -> None:
    raw = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]

    answer = await procurement.post("/policies", content=b"{}", headers=dict(raw), key=None)

    assert_a_problem(answer, 415, "unsupported-media-type")


async def test_a_body_cut_off_by_its_sender_never_counts_as_whole(procurement: ServiceKit) -> None:
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"{}", "more_body": True},
        {"type": "http.disconnect"},
    ]

    assert "不完整" in await _told(procurement, messages)


async def test_a_body_that_trickles_in_is_given_up(
    procurement: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.parser.BODY_SECONDS", 0.1)
    messages = [{"type": "http.request", "body": b" ", "more_body": True}] * 1000

    assert "不完整" in await _told(procurement, messages, pause=0.02)


NASTY: list[Any] = [
    None,
    True,
    -0.0,
    0,
    -1,
    1.5,
    1e308,
    2**63 - 1,
    -(2**63),
    "",
    " ",
    "a\u202eb",
    "\u200b",
    "\ufeff",
    "\x7f",
    "\ue000",
    "Å",
    "A\u030a",
    "𠮷" * 200,
    "x" * 60_000,
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE policy; --",
    "%00",
    "..;/",
    "{name}",
    "%s%n",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "10000-01-01T00:00:00Z",
    "2026-12-31T23:59:60Z",
    "2026-02-30T00:00:00Z",
    "2026-03-02T10:00:00",
    "{0190a1b2-0000-7000-8000-000000000000}",
    "urn:uuid:0190a1b2-0000-7000-8000-000000000000",
    [],
    [[[]]],
    {},
    {"value": 1, "unit": "h", "more": 1},
    {"value": "1", "unit": "h"},
    {"value": True, "unit": "h"},
    {"value": 1, "unit": "century"},
    {"value": 2**63 - 1, "unit": "day"},
    {"value": 1, "unit": "day", "hours": "work"},
    {"__proto__": 1, "": {"": ""}},
]


@pytest.mark.parametrize(
    "field", ["name", "region_id", "value", "valid_from", "valid_to", "source", "unheard_of", ""]
)
@pytest.mark.usefixtures("ttl")
async def test_no_value_in_any_field_is_a_fault_of_ours(
    procurement: ServiceKit, publication: Any, field: str
) -> None:
    city, _, _ = await procurement.regions()
    admin = procurement.actor(Role.CITY_ADMIN, region=city)

    for value in NASTY:
        answer = await procurement.post("/policies", publication(city, **{field: value}), as_=admin)

        shown = (field, json.dumps(value)[:80], answer.status_code, answer.text[:300])
        assert answer.status_code < 500, shown
        if answer.status_code != 201:
            assert answer.headers["content-type"] == "application/problem+json", shown
            if answer.status_code == 422:
                assert answer.json()["errors"], shown


@pytest.mark.parametrize("body", [None, [], "x", 1, True])
async def test_a_body_that_is_no_object_is_refused(procurement: ServiceKit, body: Any) -> None:
    admin = procurement.actor(Role.CITY_ADMIN)

    answer = await procurement.post(
        "/policies", content=json.dumps(body), headers=JSON_TYPE, as_=admin
    )

    assert_a_problem(answer, 422, "validation-failed")


QUERIES = [
    "limit=0",
    "limit=201",
    "limit=-1",
    "limit=1e2",
    "limit=1e999",
    f"limit={2**63}",
    f"limit={2**70}",
    "limit=" + "9" * 5000,
    "limit=%00",
    "limit=",
    "limit=NaN",
    "limit=1&limit=x",
    "after=",
    "after=%00",
    "after=%ff%fe",
    "after=x",
    "after=" + "A" * 64,
    "after=" + "A" * 5000,
    "after=%F0%9F%98%80",
    "after='%20OR%201=1",
]


@pytest.mark.parametrize("query", QUERIES)
async def test_a_bad_parameter_is_named(procurement: ServiceKit, query: str) -> None:
    answer = await procurement.get(f"/policies?{query}")

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/policies/", 404),
        ("POST", "/policies/", 404),
        ("GET", "/..;/admin", 404),
        ("GET", "/policies/%00", 404),
        ("GET", "/policies/%2e%2e/%2e%2e/", 404),
        ("GET", "//policies", 404),
        ("DELETE", "/policies", 405),
        ("PUT", "/policies", 405),
        ("TRACE", "/policies", 405),
        ("OPTIONS", "/policies", 405),
        ("BREW", "/policies", 405),
        ("HEAD", "/policies", 405),
    ],
)
async def test_unknown_addresses_and_methods_are_problems(
    procurement: ServiceKit, method: str, path: str, status: int
) -> None:
    headers = {"X-HTTP-Method-Override": "GET", "X-Forwarded-Host": SECRET, "Host": f"{SECRET}:x"}

    answer = await procurement.send(method, path, headers=headers, key=None)

    assert answer.status_code == status
    assert SECRET not in str(answer.headers)
    assert method == "HEAD" or answer.json()["status"] == status
    if status == 405:
        assert (
            set(answer.headers["allow"].split(", ")) == {"GET", "POST"} or answer.headers["allow"]
        )


async def _told(kit: ServiceKit, messages: list[dict[str, Any]], *, pause: float = 0) -> str:
    """The refusal that a request gets whose body arrives in these messages."""
    arriving = iter(messages)
    told: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        return next(arriving)

    async def send(message: Any) -> None:
        told.append(message)

    path = "/api/procurement/v1/policies"
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"host", b"test")],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    await kit.app(scope, receive, send)
    assert told[0]["status"] == 400
    body: str = told[1]["body"].decode()
    return body
