"""Structured logs: JSON lines on standard output, without secrets or personal data."""

import contextlib
import io
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

import structlog
from pydantic_core import to_json

_PERSONAL = re.compile(
    r"(?<!\d)(?:(?:00)?86)?1[3-9]\d{9}(?!\d)"  # a phone number
    r"|(?<!\d)\d{17}[\dXx](?!\d)"  # an identity number
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]+"  # a token
)
_SUSPECT = re.compile(r"\d{11}|eyJ")
"""In whatever is personal, and quickly seen to be in hardly anything else."""


class Lines(io.TextIOWrapper):
    """Standard output, where a full disk costs a line and never the work that it tells of."""

    def write(self, text: str) -> int:
        """Write if it can be written."""
        with contextlib.suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """As far as it goes; the rest stays in the buffer until there is room."""
        with contextlib.suppress(OSError):
            super().flush()


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Strike out phone numbers, identity numbers and tokens wherever they slipped in."""
    return {key: _struck_out(value) for key, value in event.items()}


def _struck_out(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _PERSONAL.sub("•", value) if _SUSPECT.search(value) else value
        case dict():
            return {str(key): _struck_out(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [_struck_out(item) for item in value]
        case UUID():
            return str(value)
        case _:
            return _struck_out(repr(value))


def _line(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    return to_json(event).decode()


def start(service: str, program: str) -> None:
    """Write every log line of this process as JSON with the service's name."""
    sys.stdout = out = Lines(sys.stdout.buffer, encoding="utf-8")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, _line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, program=program)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _line,
        ],
        foreign_pre_chain=shared,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
