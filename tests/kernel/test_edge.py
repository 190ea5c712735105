"""What every answer has, whom a route admits, and what a caller may see."""

import asyncio
import re
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from starlette.applications import Starlette

from shared import clock, ids
from shared.access import Actor, Grant, Role
from shared.access_log import AccessLogRow
from shared.edge import IN_FLIGHT_MAX, SPARED, TURNS_A_SECOND, Edge
from shared.testing.kit import MONDAY, ServiceKit
from shared.testing.signing import sign
from tests.registry.given import description, given_a_person, given_a_team, given_a_tree, manager_of

SECURITY = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
}
JSON_TYPE = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("GET", "/policies", {}, 200),
        ("GET", "/openapi.json", {}, 200),
        ("POST", "/policies", {"content": b"{", "headers": JSON_TYPE}, 400),
        ("GET", "/me/access-log", {}, 401),
        ("GET", "/nothing", {}, 404),
        ("DELETE", "/policies", {}, 405),
        ("POST", "/policies", {"content": b"x" * 70_000, "headers": JSON_TYPE}, 413),
        ("POST", "/policies", {"content": b"x"}, 415),
        ("GET", "/policies?limit=x", {}, 422),
    ],
)
async def test_every_answer_is_guarded_and_traceable(
    procurement: ServiceKit, method: str, path: str, more: dict[str, Any], status: int
) -> None:
    answer = await procurement.send(method, path, **more)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-trace-id"])
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers


async def test_a_stranger_learns_nothing_about_what_a_request_should_hold(
    registry: ServiceKit,
) -> None:
    put = await registry.put(f"/teams/{ids.new()}", {})
    post = await registry.post("/policies?of=mine", {}, key=None)

    assert (put.status_code, post.status_code) == (401, 401)


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
async def test_health_is_open_and_outside_the_public_path(
    procurement: ServiceKit, path: str
) -> None:
    inside = await procurement.get(path)
    outside = await procurement._client.get(path)

    assert (inside.status_code, outside.status_code) == (404, 200)
    assert "x-trace-id" in outside.headers


async def test_measurements_have_bounded_labels(procurement: ServiceKit) -> None:
    secret = ids.new().hex

    await procurement.get(f"/{secret}")
    await procurement.send(secret.upper(), "/policies", key=None)
    await procurement.get("/policies", params={"after": secret})

    told = (await procurement._client.get("/metrics")).text
    assert secret not in told.lower()
    assert 'route="unmatched"' in told
    assert 'method="other"' in told
    assert 'route="/policies"' in told, re.findall("route=.*", told)[:20]


BAD_TOKENS = {
    "none": None,
    "empty": "",
    "no scheme": "token",
    "only the scheme": "Bearer",
    "a blank token": "Bearer  ",
    "another scheme": "Basic YTpi",
    "garbage": "Bearer x.y.z",
    "alg none": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
    "not ASCII": "Bearer \xe9\xe9",
    "very long": "Bearer " + "a" * 60_000,
    "a null": "Bearer null",
}


@pytest.mark.parametrize("given", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
async def test_nobody_is_let_in_without_a_true_token(
    procurement: ServiceKit, given: str | None
) -> None:
    headers = {} if given is None else {b"Authorization": given.encode("latin-1")}

    answer = await procurement.send("GET", "/me/access-log", headers=headers)

    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/unauthenticated"
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_is_good_from_its_start_to_its_end(procurement: ServiceKit) -> None:
    token = sign(procurement.actor(Role.RESIDENT), MONDAY)
    headers = {"Authorization": f"bearer {token}"}
    statuses = []

    for seconds in (-60, 0, 599, 660):
        procurement.now = MONDAY.fromtimestamp(MONDAY.timestamp() + seconds, MONDAY.tzinfo)
        answer = await procurement.send("GET", "/me/access-log", headers=headers)
        statuses.append(answer.status_code)

    assert statuses == [401, 200, 200, 401]


async def test_a_role_that_may_not_is_told_which_may(
    procurement: ServiceKit, ttl: Any, publication: Any
) -> None:
    city, _, _ = await procurement.regions()
    body = publication(city, name=ttl.name)
    for role in set(Role) - {Role.CITY_ADMIN}:
        answer = await procurement.post("/policies", body, as_=procurement.actor(role, region=city))

        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/role-required"
        assert answer.json()["roles"] == ["city_admin"]


async def test_a_log_line_says_whose_request_it_was_also_when_it_was_refused(
    procurement: ServiceKit, ttl: Any, publication: Any
) -> None:
    city, _, _ = await procurement.regions()
    body = publication(city, name=ttl.name)
    resident, admin = (
        procurement.actor(one, region=city) for one in (Role.RESIDENT, Role.CITY_ADMIN)
    )

    with structlog.testing.capture_logs() as lines:
        for actor in (resident, admin, None):
            await procurement.post("/policies", body, as_=actor)

    told = [(line["status"], line["actor_id"]) for line in lines if line["event"] == "request"]
    assert told == [(403, resident.id), (201, admin.id), (401, None)]


async def test_what_lies_out_of_scope_does_not_exist(
    procurement: ServiceKit, ttl: Any, publication: Any
) -> None:
    city, street, _ = await procurement.regions()
    elsewhere = await procurement.region(level="city", kind="prefecture")
    organization = ids.new()
    admins = [
        procurement.actor(Role.CITY_ADMIN, region=elsewhere),
        procurement.actor(Role.CITY_ADMIN, region=street),
        procurement.actor(Role.CITY_ADMIN),
        procurement.actor(Role.CITY_ADMIN, region=city, organization=organization),
    ]
    body = publication(city, name=ttl.name)
    missing = await procurement.post(
        "/policies", body | {"region_id": str(ids.new())}, as_=admins[0]
    )

    for admin in admins:
        answer = await procurement.post("/policies", body, as_=admin)

        assert answer.status_code == 404
        assert set(answer.json()) == set(missing.json()), "as if it did not exist"


async def test_a_prefix_of_a_path_is_not_a_subtree(procurement: ServiceKit) -> None:
    actor = Actor(id=ids.new(), grants=(Grant(Role.CITY_ADMIN, "aa."),))

    assert actor.governs("aa.bb.", Role.CITY_ADMIN)
    assert not actor.governs("aab.", Role.CITY_ADMIN)
    assert not actor.governs("bb.aa.", Role.CITY_ADMIN)
    assert not actor.governs("aa.", Role.AUDITOR)
    del procurement


async def test_an_edit_needs_the_version_that_was_seen(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)
    place, seen = f"/teams/{team['id']}", description(tree, person, max_parallel=3)
    manager = manager_of(registry, tree, team["organization_id"])

    blind = await registry.put(place, seen, as_=manager)
    stale = [
        await registry.put(place, seen, as_=manager, if_match=etag)
        for etag in ('"0"', '"999"', "1", 'W/"1"', '"*"', '"0", W/"1"', "", "x" * 9000)
    ]
    before = await registry.get(place, as_=manager)
    done = await registry.put(place, seen, as_=manager, if_match=before.headers["etag"])
    again = await registry.put(place, seen, as_=manager, if_match=before.headers["etag"])

    assert (blind.status_code, blind.json()["type"]) == (428, "/problems/precondition-required")
    assert {answer.status_code for answer in stale} == {412}
    assert stale[0].json()["etag"] == before.headers["etag"]
    assert done.status_code == 200, done.text
    assert done.json()["max_parallel"] == 3
    assert done.headers["etag"] != before.headers["etag"]
    assert again.status_code == 412


async def test_a_transition_honours_if_match(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community)
    team = await given_a_team(registry, tree, person)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.street)
    place = f"/teams/{team['id']}"
    etag = (await registry.get(place, as_=officer)).headers["etag"]

    stale = await registry.post(f"{place}/filing", as_=officer, if_match='"99"')
    done = await registry.post(f"{place}/filing", as_=officer, if_match=etag)

    assert (stale.status_code, done.status_code) == (412, 200), done.text


@pytest.fixture
async def looks(procurement: ServiceKit) -> tuple[ServiceKit, Actor]:
    """Someone whose data was looked at 25 times."""
    me = procurement.actor(Role.RESIDENT, person=ids.new())
    await look(procurement, me, 25)
    return procurement, me


async def look(kit: ServiceKit, person: Actor, times: int) -> None:
    assert person.person_id is not None
    async with kit.begin() as uow:
        for _ in range(times):
            row = {"person_id": person.person_id, "subject_id": ids.new()}
            uow.reveal(field="phone", purpose="上门服务", **row)
            await uow.flush()


async def test_pages_show_every_row_once_while_rows_arrive(looks: tuple[ServiceKit, Actor]) -> None:
    kit, me = looks
    async with kit.begin() as uow:
        at_first = {str(row.id) for row in (await uow.session.scalars(select(AccessLogRow))).all()}
    seen: list[str] = []
    after: dict[str, str] = {}

    while True:
        page = (await kit.get("/me/access-log", as_=me, params={"limit": 4} | after)).json()
        seen += [item["id"] for item in page["items"]]
        await look(kit, me, 2)
        if page["next"] is None:
            break
        after = {"after": page["next"]}

    assert len(seen) == len(set(seen)) == 25
    assert set(seen) == at_first
    assert seen == sorted(seen, reverse=True), "newest first"


@pytest.mark.parametrize(("limit", "pages"), [(25, [25]), (24, [24, 1]), (200, [25])])
async def test_the_last_page_says_so(
    looks: tuple[ServiceKit, Actor], limit: int, pages: list[int]
) -> None:
    kit, me = looks
    found = []
    params: dict[str, Any] = {"limit": limit}

    while params.get("after", "") is not None:
        page = (await kit.get("/me/access-log", as_=me, params=params)).json()
        found.append(len(page["items"]))
        params["after"] = page["next"]

    assert found == pages


async def test_a_cursor_of_someone_else_opens_nothing(looks: tuple[ServiceKit, Actor]) -> None:
    kit, me = looks
    page = (await kit.get("/me/access-log", as_=me, params={"limit": 5})).json()
    other = kit.actor(Role.RESIDENT, person=ids.new())

    answer = await kit.get("/me/access-log", as_=other, params={"after": page["next"]})

    assert answer.json() == {"items": [], "next": None}


def _asked(path: str, method: str = "GET") -> dict[str, Any]:
    app = Starlette()
    app.state.now = clock.now
    return {"type": "http", "method": method, "path": path, "headers": [], "app": app}


async def test_too_much_at_once_is_shed_steps_last_and_health_still_answers() -> None:
    waiting = asyncio.Event()
    statuses: list[int] = []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        del receive
        if scope["path"] != "/livez":
            await waiting.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    edge = Edge(slow)

    async def ask(path: str = "/", method: str = "GET") -> tuple[int, dict[bytes, bytes]]:
        told: list[Any] = []

        async def send(message: Any) -> None:
            told.append(message)

        await edge(_asked(path, method), _nothing, send)
        statuses.append(told[0]["status"])
        return told[0]["status"], dict(told[0]["headers"])

    busy = [asyncio.create_task(ask()) for _ in range(IN_FLIGHT_MAX - SPARED)]
    await asyncio.sleep(0)
    read, headers = await ask()
    begun, _ = await ask(method="POST")
    step = f"/orders/{ids.new()}/acceptance"
    busy += [asyncio.create_task(ask(step, "POST")) for _ in range(SPARED)]
    await asyncio.sleep(0)
    shed, soon = await ask(step, "POST")
    turns = [int((await ask())[1][b"retry-after"]) for _ in range(2 * TURNS_A_SECOND)]
    alive, _ = await ask("/livez")
    waiting.set()
    await asyncio.gather(*busy)

    assert (read, begun, shed) == (503, 503, 503)
    assert headers[b"retry-after"] == soon[b"retry-after"] == b"1"
    assert turns == sorted(turns), "not all of them come back at once"
    assert turns[-1] > turns[0]
    assert (alive, statuses.count(200)) == (200, IN_FLIGHT_MAX + 1)
    assert (await ask())[0] == 200, "and then it serves again"


async def _nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def parts_of(pauses: list[float]) -> tuple[list[Any], str | None]:
    """What a client gets of an answer whose parts take so long, and what cut it, if it was cut."""
    told: list[Any] = []

    async def slow(_: Any, __: Any, send: Any) -> None:
        await asyncio.sleep(pauses[0])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for pause in pauses[1:]:
            await send({"type": "http.response.body", "body": b"part", "more_body": True})
            await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        told.append(message)

    try:
        await Edge(slow)(_asked("/"), _nothing, send)
    except TimeoutError as error:
        return told, type(error).__name__
    return told, None


async def test_an_answer_in_parts_may_take_long_but_no_part_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.edge.REQUEST_SECONDS_MAX", 0.2)

    whole, cut = await parts_of([0.15, 0.15, 0.15, 0.15])
    stalled, broken = await parts_of([0.0, 0.0, 0.4])
    late, _ = await parts_of([0.4])

    assert (len(whole), cut) == (5, None)
    assert (len(stalled), broken) == (3, "TimeoutError")
    assert late[0]["status"] == 503


async def test_an_answer_in_parts_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.edge.ANSWER_SECONDS_MAX", 0.3)

    _, broken = await parts_of([0.0, *[0.05] * 20])

    assert broken == "TimeoutError"
