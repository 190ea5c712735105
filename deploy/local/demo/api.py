"""People at the API: each logs in and calls the services through the gateway, as an app would."""

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import httpx

from deploy.local.credentials import ADMIN_FILE, NOT_HIS
from deploy.local.errors import CommandError
from deploy.local.stack import Stack
from shared import ids

CALL_SECONDS = 15.0
PEOPLE = 20
PATIENCE_SECONDS = 20.0
LOOK_SECONDS = 0.1
RETRY_SECONDS = 0.3
MINUTE_SECONDS = 70.0
WRONG = 401
TOO_MANY = 429
BUSY = {TOO_MANY, 502, 503, 504}
"""Answers that mean: again, a little later."""

Body = dict[str, Any]
T = TypeVar("T")


class Person:
    """Someone with a login; `get` and `post` speak to a service in his name.

    As an app should, he tries again while a service cannot be reached or says it is busy, with the
    same Idempotency-Key: whatever the first try did is not done twice.
    """

    def __init__(self, stack: Stack, http: httpx.Client) -> None:
        self._stack = stack
        self._http = http
        self._headers: dict[str, str] = {}

    @classmethod
    def signed_in(
        cls, stack: Stack, http: httpx.Client, username: str, password: str, **chosen: str
    ) -> "Person":
        """Someone who signs in with his password, or chooses a `new_password` while he does."""
        person = cls(stack, http)
        login = {"username": username, "password": password} | chosen
        person.carry(person.post("registry", "sessions", login))
        return person

    @classmethod
    def system(cls, stack: Stack, http: httpx.Client, client_id: str, secret: str) -> "Person":
        """A system that signs in by client credentials (RFC 6749 §4.4)."""
        person = cls(stack, http)
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        person.carry(body_of(person._send("POST", "registry", "oauth/token", data=form)))
        return person

    def carry(self, token: Body) -> None:
        """Show this token with every call from now on."""
        self._headers = {"Authorization": f"Bearer {token['access_token']}"}

    def get(self, service: str, path: str, **asked: Any) -> Body:
        """Read one thing or one page."""
        return body_of(self._send("GET", service, path, params=asked))

    def pages(self, service: str, path: str, **asked: Any) -> Iterator[Body]:
        """Read a whole list."""
        after: Body = {}
        while True:
            page = self.get(service, path, **asked, **after)
            yield from page["items"]
            if page["next"] is None:
                return
            after = {"after": page["next"]}

    def post(
        self, service: str, path: str, sent: Body | None = None, *, seen: Body | None = None
    ) -> Body:
        """Do something; refused with the service's own words if it is not allowed."""
        return body_of(self.try_post(service, path, sent, seen=seen))

    def try_post(
        self, service: str, path: str, sent: Body | None = None, *, seen: Body | None = None
    ) -> httpx.Response:
        """Do something, perhaps to what was `seen`, and see the answer whatever it is."""
        headers = {"Idempotency-Key": str(ids.new())}
        if seen is not None:
            headers["If-Match"] = f'"{seen["version"]}"'
        return self._send("POST", service, path, json=sent, headers=headers)

    def try_get(self, service: str, path: str) -> httpx.Response:
        """Read, and see the answer whatever it is."""
        return self._send("GET", service, path)

    def _send(self, method: str, service: str, path: str, **parts: Any) -> httpx.Response:
        headers = self._headers | parts.pop("headers", {})
        url = f"{self._stack.api(service)}/{path}"
        started = time.monotonic()
        until = started + PATIENCE_SECONDS
        while True:
            try:
                answer = self._http.request(method, url, headers=headers, **parts)
            except httpx.TransportError as error:
                if time.monotonic() > until:
                    raise CommandError(f"{url} cannot be reached: {error!r}") from None
            else:
                if answer.status_code == TOO_MANY:  # sign-ins are counted by the minute
                    until = max(until, started + MINUTE_SECONDS)
                if answer.status_code not in BUSY or time.monotonic() > until:
                    return answer
            time.sleep(RETRY_SECONDS)

    def await_(
        self, look: Callable[[], T | None], what: str, *, patience: float = PATIENCE_SECONDS
    ) -> T:
        """Look again and again until there is something to see."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            found = look()
            if found is not None:
                return found
            time.sleep(LOOK_SECONDS)
        raise CommandError(f"{what} did not happen within {patience:.0f} s; see `sanshe status`")


def administrator(stack: Stack, http: httpx.Client, name: str) -> Person:
    """`admin` or `city-admin`, who keep the password that they were given, or write theirs down."""
    file = stack.data / ADMIN_FILE
    person = Person(stack, http)
    login = {"username": name, "password": file.read_text().strip()}
    answer = person.try_post("registry", "sessions", login)
    if answer.status_code == WRONG:
        raise CommandError(NOT_HIS.format(name=name, file=file))
    person.carry(body_of(answer))
    return person


def client(people: int = PEOPLE) -> httpx.Client:
    """A pool that keeps a connection for each of so many people who act at once."""
    kept = httpx.Limits(max_connections=people, max_keepalive_connections=people)
    return httpx.Client(timeout=CALL_SECONDS, trust_env=False, limits=kept)


def body_of(answer: httpx.Response) -> Body:
    """The answer's body; a problem becomes a CommandError with its sentences."""
    if answer.is_success:
        found: Body = answer.json() if answer.content else {}
        return found
    try:
        told: Body = answer.json()
    except ValueError:
        raise CommandError(f"{answer.status_code} from {answer.request.url}") from None
    errors = [
        f"{error.get('pointer') or error.get('parameter')}: {error['detail']}"
        for error in told.get("errors", [])
    ]
    heading = f"{answer.request.method} {answer.request.url.path}: {answer.status_code}"
    raise CommandError("\n".join([f"{heading} {told['title']}: {told['detail']}", *errors]))
