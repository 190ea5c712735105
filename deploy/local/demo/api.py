"""People at the API: each logs in and calls the services through the gateway, as an app would."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from deploy.local.errors import CommandError
from deploy.local.stack import Stack
from shared import ids

CALL_SECONDS = 15.0
PATIENCE_SECONDS = 20.0
LOOK_SECONDS = 0.1

Body = dict[str, Any]


class Person:
    """Someone with a login; `get` and `post` speak to a service in his name."""

    def __init__(self, stack: Stack, http: httpx.Client, username: str, password: str) -> None:
        self._stack = stack
        self._http = http
        login = {"username": username, "password": password}
        token = body_of(http.post(f"{stack.api('registry')}/sessions", json=login))
        self._headers = {"Authorization": f"Bearer {token['access_token']}"}
        self.name = username

    def get(self, service: str, path: str, **asked: Any) -> Body:
        """Read one thing or one page."""
        answer = self._http.get(self._url(service, path), params=asked, headers=self._headers)
        return body_of(answer)

    def pages(self, service: str, path: str, **asked: Any) -> Iterator[Body]:
        """Read a whole list."""
        after: Body = {}
        while True:
            page = self.get(service, path, **asked, **after)
            yield from page["items"]
            if page["next"] is None:
                return
            after = {"after": page["next"]}

    def post(self, service: str, path: str, sent: Body | None = None) -> Body:
        """Do something; refused with the service's own words if it is not allowed."""
        return body_of(self.try_post(service, path, sent))

    def try_post(self, service: str, path: str, sent: Body | None = None) -> httpx.Response:
        """Do something, and see the answer whatever it is."""
        headers = self._headers | {"Idempotency-Key": str(ids.new())}
        return self._http.post(self._url(service, path), json=sent, headers=headers)

    def try_get(self, service: str, path: str) -> httpx.Response:
        """Read, and see the answer whatever it is."""
        return self._http.get(self._url(service, path), headers=self._headers)

    def await_(self, look: Callable[[], Body | None], what: str) -> Body:
        """Look again and again until there is something to see."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            found = look()
            if found is not None:
                return found
            time.sleep(LOOK_SECONDS)
        raise CommandError(
            f"{what} did not happen within {PATIENCE_SECONDS:.0f} s; see `sanshe status`"
        )

    def _url(self, service: str, path: str) -> str:
        return f"{self._stack.api(service)}/{path}"


def client() -> httpx.Client:
    """A connection pool that all people share."""
    return httpx.Client(timeout=CALL_SECONDS, trust_env=False)


def body_of(answer: httpx.Response) -> Body:
    """The answer's body; a problem becomes a CommandError with its sentences."""
    if answer.is_success:
        found: Body = answer.json() if answer.content else {}
        return found
    try:
        told: Body = answer.json()
    except ValueError:
        raise CommandError(f"{answer.status_code} from {answer.request.url}") from None
    errors = [f"{error.get('pointer', '')}: {error['detail']}" for error in told.get("errors", [])]
    heading = f"{answer.request.method} {answer.request.url.path}: {answer.status_code}"
    raise CommandError("\n".join([f"{heading} {told['title']}: {told['detail']}", *errors]))
