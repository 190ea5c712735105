"""What a process says about itself over HTTP."""

import http.client
from http import HTTPStatus

from deploy.local.stack import HOST

ASK_SECONDS = 2.0


def is_ready(port: int) -> bool:
    """Whether the process at `port` wants work."""
    return ask(port, "/readyz") is not None


def ask(port: int, path: str) -> str | None:
    """The body of a 200 answer; None for any other answer, and for silence."""
    told = answer(port, path)
    return told[1] if told and told[0] == HTTPStatus.OK else None


def answer(port: int, path: str) -> tuple[int, str] | None:
    """Status and body, whatever they are; None for silence."""
    connection = http.client.HTTPConnection(HOST, port, timeout=ASK_SECONDS)
    try:
        connection.request("GET", path)
        told = connection.getresponse()
        return told.status, told.read().decode()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
