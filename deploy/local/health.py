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
    connection = http.client.HTTPConnection(HOST, port, timeout=ASK_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return body if answer.status == HTTPStatus.OK else None
