"""One trace from a request to its last effect, through timers, the broker and other processes."""

import asyncio
import os
import socket
import sys
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from sqlalchemy import select

from services.needs.need.use_cases import CLASSIFY
from shared import telemetry
from shared.outbox import OutboxRow
from shared.testing.kit import ServiceKit
from tests.crash.test_crash_points import an_organization
from tests.needs.given_needs import DRAIN, a_resident, a_team, an_item
from tests.sides import ROOT, Side, eventually

START_SECONDS = 120.0
"""What a busy machine may take to start a program."""


@dataclass
class Collector:
    """What a collector was sent: (service, span) → the ids of its traces."""

    told: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def take(self, body: bytes) -> None:
        for found in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {one.key: one.value.string_value for one in found.resource.attributes}
            for scope in found.scope_spans:
                for span in scope.spans:
                    key = (named["service.name"], span.name)
                    self.told.setdefault(key, set()).add(span.trace_id.hex())

    def handler(self) -> type[BaseHTTPRequestHandler]:
        take = self.take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                take(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        return Handler


@pytest.fixture(scope="module")
def collector() -> Generator[Collector, None, None]:
    """A collector of traces; this process, and those it starts, send theirs to it."""
    made = Collector()
    server = ThreadingHTTPServer(("127.0.0.1", 0), made.handler())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(telemetry.ENDPOINT, f"http://127.0.0.1:{server.server_port}")
        telemetry.start("tests")
        yield made
        _provider().shutdown()
    server.shutdown()
    server.server_close()


def _provider() -> TracerProvider:
    found = trace.get_tracer_provider()
    assert isinstance(found, TracerProvider)
    return found


async def test_a_need_is_filed_and_a_team_is_asked_in_one_trace(
    collector: Collector, needs: ServiceKit
) -> None:
    _, _, community = await needs.regions()
    await an_item(needs, community)
    await a_team(needs, community)

    filed = await needs.post(
        "/needs", DRAIN | {"region_id": str(community.id)}, as_=a_resident(needs, community)
    )
    await needs.tick()

    told = filed.headers["x-trace-id"]
    async with needs.begin() as uow:
        offer = select(OutboxRow.trace).where(OutboxRow.subject == "needs.order.offered.v1")
        carried = (await uow.session.scalars(offer)).one()
    _provider().force_flush()
    assert carried["traceparent"].split("-")[1] == told
    assert collector.told["tests", "POST /api/needs/v1/needs"] == {told}
    assert told in collector.told["tests", f"timer {CLASSIFY}"]
    assert not [span for _, span in collector.told if "fastapi" in span]


async def test_an_effect_in_another_process_is_in_the_trace_of_its_cause(
    collector: Collector, teller: Side, hearer: Side
) -> None:
    async def heard() -> bool:
        return await hearer.effects() == 1

    with telemetry.span("cause", None):
        await teller.tell(an_organization())
    async with teller.relaying():
        with hearer.worker() as process:
            await eventually(heard)
            process.terminate()
            process.join(30)
            assert process.exitcode == 0
    _provider().force_flush()

    cause = collector.told["tests", "cause"]
    assert collector.told["procurement-worker", "registry.organization.state.v1"] == cause


async def test_an_api_that_ends_has_sent_its_traces(collector: Collector, needs_parts: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = {"DATABASE_URL": needs_parts.url, "KEYS_FILE": str(needs_parts.keys), "HTTP_PORT": port}
    environment = os.environ | {f"NEEDS_{name}": str(value) for name, value in told.items()}
    command = [sys.executable, "-m", "services.needs.app"]
    found: list[str] = []

    async def answered() -> bool:
        async with httpx.AsyncClient() as client:
            try:
                await client.get(f"http://127.0.0.1:{port}/livez")
                answer = await client.get(f"http://127.0.0.1:{port}/api/needs/v1/categories")
            except httpx.TransportError:
                return False
        found.append(answer.headers["x-trace-id"])
        return True

    process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=ROOT)
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await answered():  # noqa: ASYNC110 - a process sets no event
                await asyncio.sleep(0.1)
    finally:
        process.terminate()
        await process.wait()

    assert collector.told["needs-api", "GET /api/needs/v1/categories"] == {*found}
    assert ("needs-api", "GET /livez") not in collector.told


async def test_nothing_is_traced_where_no_endpoint_is_set(
    monkeypatch: pytest.MonkeyPatch, needs: ServiceKit
) -> None:
    monkeypatch.delenv(telemetry.ENDPOINT, raising=False)

    with telemetry.span("nothing", None):
        assert telemetry.inject() == {}
        assert telemetry.trace_id() is None
        answer = await needs.get("/categories")

    assert len(answer.headers["x-trace-id"]) == 32
