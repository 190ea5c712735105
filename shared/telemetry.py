"""OpenTelemetry, only when an endpoint is set; otherwise nothing of it is imported."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""The standard variable that switches tracing on."""
FLUSH_MILLISECONDS = 3_000
_NOT_TRACED = {"/livez", "/readyz", "/metrics"}
REQUESTS: Any = {
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "exclude": lambda scope: scope["path"] in _NOT_TRACED,
}
"""What FastAPI's own tracing is told: one span for each request once `start` ran, and no logs.

Its logs would carry what callers typed. Statements are not traced: the instrumentation of
SQLAlchemy refuses versions from 2.1 on.
"""


def on() -> bool:
    """Whether traces are to be sent anywhere."""
    return bool(os.environ.get(ENDPOINT))


def start(service: str) -> None:
    """Send the traces of this process to the endpoint, if one is set."""
    if not on():
        return
    from opentelemetry import trace  # noqa: PLC0415 - costs memory, only when used
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def flush() -> None:
    """Send what was traced and is still here: uvicorn ends without running exit handlers."""
    if not on():
        return
    from opentelemetry import trace  # noqa: PLC0415

    provider: Any = trace.get_tracer_provider()
    provider.force_flush(FLUSH_MILLISECONDS)


def trace_id() -> str | None:
    """The current trace, in 32 hexadecimal digits; None when there is none."""
    if not on():
        return None
    from opentelemetry import trace  # noqa: PLC0415

    found = trace.get_current_span().get_span_context()
    return trace.format_trace_id(found.trace_id) if found.is_valid else None


def inject() -> dict[str, str]:
    """The current trace as headers, so that whoever hears an event or runs a timer goes on."""
    carrier: dict[str, str] = {}
    if on():
        from opentelemetry import propagate  # noqa: PLC0415

        propagate.inject(carrier)
    return carrier


@contextmanager
def span(name: str, carrier: dict[str, str] | None) -> Iterator[None]:
    """A span that goes on with the trace in the headers; logs inside carry its trace id."""
    if not on():
        yield
        return
    from opentelemetry import propagate, trace  # noqa: PLC0415

    context = propagate.extract(carrier or {})
    kind = trace.SpanKind.CONSUMER
    with (
        trace.get_tracer("sanshe").start_as_current_span(name, context, kind),
        structlog.contextvars.bound_contextvars(trace_id=trace_id()),
    ):
        yield
