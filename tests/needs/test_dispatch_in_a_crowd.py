"""Many at once and many rows, in a database of its own: these commit."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import datetime
from hashlib import md5
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - many at once
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.needs.candidate import queries as candidates
from services.needs.claim.queries import claims_for
from services.needs.need.model import Need
from services.needs.need.rules import Urgency
from services.needs.order.model import Order
from services.needs.order.queries import orders
from services.needs.survey.model import Survey
from services.needs.survey.queries import surveys
from services.needs.team_replica.model import TeamReplica
from services.needs.team_replica.queries import acted_for
from shared import ids
from shared.access import Actor
from shared.crypto import Vault
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import Town, given_a_town
from tests.own_database import own_database

TAKERS = 200
CONNECTIONS = 20
ROWS = 20_000
TEAMS = 2_000


@pytest.fixture(scope="module")
async def crowd(
    postgres: PostgresServer, credentials: Credentials
) -> AsyncGenerator[dict[str, str], None]:
    """Addresses of a needs database of its own for the owner and the application."""
    async with own_database(postgres, credentials, "needs", "needs_crowd") as urls:
        yield urls


@pytest.fixture(scope="module")
async def town(crowd: dict[str, str], needs_parts: Any) -> AsyncGenerator[Town, None]:
    """A town whose transactions really commit, many at once."""
    engine = create_async_engine(
        crowd["app"], pool_size=CONNECTIONS, max_overflow=0, pool_timeout=60
    )
    kit = ServiceKit(needs_parts.programs, engine, Vault.load(needs_parts.keys))
    await kit.start()
    yield await given_a_town(kit)
    await engine.dispose()


async def take(town: Town, orders: list[dict[str, Any]], actors: list[Actor]) -> Counter[str]:
    """Two hundred accepts, twenty at any moment, spread over the orders; how each was answered."""

    lane = asyncio.Semaphore(CONNECTIONS)  # more would be shed with 503 before they are judged

    async def one(number: int) -> str:
        order, actor = orders[number % len(orders)], actors[number % len(actors)]
        path, key = f"/orders/{order['id']}/acceptance", f"taker-{ids.new()}"
        async with lane:
            answer = await town.needs.post(path, as_=actor, key=key)
            while answer.status_code == 503:  # a busy machine sheds load; the same key asks again
                answer = await town.needs.post(path, as_=actor, key=key)
        return f"{answer.status_code} {answer.json().get('type', '')}".strip()

    async with asyncio.timeout(120):
        return Counter(await asyncio.gather(*map(one, range(TAKERS))))


async def test_of_two_hundred_accepts_at_once_one_wins(town: Town) -> None:
    team = await town.team(max_parallel=50)
    need_id = await town.need()
    offered = await town.orders(need_id=need_id)

    found = await take(town, offered, [town.member(team)])

    assert found == {"200": 1, "409 /problems/offer-gone": TAKERS - 1}
    assert len(await town.needs.events("needs.order.accepted.v1")) == 1


async def test_of_ten_filings_of_one_message_at_once_one_comes_in(town: Town) -> None:
    needs = town.needs
    message = {
        "category_code": "unsorted",
        "channel": "import_12345",
        "title": "小区电梯停运三天无人维修",
        "description": "三号楼的电梯停运已经三天了，老人上下楼十分不便，请尽快派人维修。",
        "region_id": str(town.community.id),
        "on_behalf": {"person_id": str(ids.new())},
        "external_ref": "12345:360114",
    }

    told = await asyncio.gather(
        *(
            needs.post("/needs", message, as_=town.staff, key=f"one-message-at-once-{n}")
            for n in range(10)
        )
    )
    repeats = [
        await needs.post("/needs", message, as_=town.staff, key=f"one-message-at-once-{n}")
        for n in range(10)
    ]

    (first,) = [answer for answer in told if answer.status_code == 201]
    refused = {answer.json()["type"] for answer in told if answer is not first}
    assert refused <= {"/problems/already-filed", "/problems/conflicting-change"}
    need_id = first.json()["id"]
    assert {answer.json().get("need_id") or answer.json()["id"] for answer in repeats} == {need_id}
    assert [answer.content for answer in repeats if answer.status_code == 201] == [first.content]
    async with needs.begin() as uow:
        mine = select(func.count()).where(Need.external_ref == message["external_ref"])
        assert await uow.session.scalar(mine) == 1


async def test_of_two_teams_asked_in_an_emergency_only_one_gets_the_order(town: Town) -> None:
    for other in await town.orders(state="accepted"):
        await town.step(other, "reassignment", town.staff, {"reason": "换一家试试"})
    teams = {str(team.team_id): team for team in [await town.team() for _ in range(2)]}
    need_id = await town.need(urgency=Urgency.EMERGENCY)
    offered = await town.orders(need_id=need_id)
    asked = [town.member(teams[order["team_id"]]) for order in offered]

    found = await take(town, offered, asked)

    assert found == {"200": 1, "409 /problems/offer-gone": TAKERS - 1}
    states = sorted(order["state"] for order in await town.orders(need_id=need_id))
    assert states == ["accepted", "recalled"]


async def test_a_team_with_one_free_place_gets_one_of_many_needs(town: Town) -> None:
    team = await town.team(max_parallel=1, skills=["test.plumbing", "test.rare"])
    needs = [await town.waiting() for _ in range(10)]
    asked = {"team_id": str(team.team_id), "reason": "只有这支队伍有专用设备可用"}
    for need_id in needs:
        sent = await town.needs.post(f"/needs/{need_id}/dispatch", asked, as_=town.staff)
        assert sent.status_code == 200, sent.text
    offered = await town.orders(team_id=str(team.team_id))

    found = await take(town, offered, [town.member(team)])

    assert found["200"] == 1
    assert sum(found.values()) == TAKERS
    assert {answer[:3] for answer in found} == {"200", "409"}


@pytest.fixture(scope="module")
async def full(crowd: dict[str, str]) -> dict[str, str]:
    """The same database with thousands of teams, orders and surveys."""
    owner = await asyncpg.connect(crowd["owner"].replace("+asyncpg", ""))
    await owner.execute(
        "INSERT INTO team_replica (id, version, organization_id, name, filing,"
        " organization_active, skills, coverage, shifts, max_parallel, household_ids, member_ids)"
        " SELECT md5('t' || n)::uuid, 1, md5('o' || n)::uuid, n::text, 'filed', true, '[]',"
        " jsonb_build_array(md5('r' || n)::uuid), '[]', 1, '[]',"
        f" jsonb_build_array(md5('p' || n)::uuid) FROM generate_series(1, {TEAMS}) n"
    )
    await owner.execute(
        "INSERT INTO dispatch_order (id, version, need_id, region_id, category_code,"
        " reporter_person_id, team_id, organization_id, menu_item_id, mode, search, attempt,"
        " offered_at, cap_fen, arrive_minutes, ranking, fee_fen, state)"
        " SELECT uuidv7(), 1, md5('n' || n)::uuid, md5('r' || n % 500)::uuid, 'c',"
        f" md5('p' || n % 9000)::uuid, md5('t' || n % {TEAMS})::uuid,"
        f" md5('o' || n % {TEAMS})::uuid, uuidv7(), 'auto', 1, 1,"
        " timestamptz '2026-03-01' - n * interval '1 minute', 0, 60, '[]', 0, 'confirmed'"
        f" FROM generate_series(1, {ROWS}) n"
    )
    await owner.execute(
        "INSERT INTO survey (id, version, order_id, need_id, team_id, organization_id, region_id,"
        " person_id, served_at, asked_at, answered_at, score, flagged, flags)"
        f" SELECT uuidv7(), 1, uuidv7(), uuidv7(), md5('t' || n % {TEAMS})::uuid,"
        f" md5('o' || n % {TEAMS})::uuid, md5('r' || n % 500)::uuid, md5('p' || n % 9000)::uuid,"
        " now(), now(), now(), 4, false, '[]'"
        f" FROM generate_series(1, {ROWS}) n"
    )
    await owner.execute("ANALYZE")
    await owner.close()
    return crowd


class Explain(Executable, ClauseElement):
    """The plan of a statement instead of its rows, its parameters included."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: Any, **kw: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **kw)}"


async def scanned(full: dict[str, str], statement: Any, *, indexed: bool = False) -> set[str]:
    """The tables that a statement reads from end to end."""
    engine = create_async_engine(full["app"])
    async with engine.connect() as reader:
        if indexed:  # a small table is read whole because it is small: ask for the other way
            await reader.execute(text("SET enable_seqscan = off"))
        plan = await reader.scalar(Explain(statement))
    await engine.dispose()
    found, open_ = set(), [plan[0]["Plan"]]
    while open_:
        node = open_.pop()
        if node["Node Type"] == "Seq Scan":
            found.add(node["Relation Name"])
        open_ += node.get("Plans", [])
    return found


def person(number: int) -> Actor:
    """One of the many persons."""
    return Actor(id=ids.new(), person_id=UUID(bytes=_md5(f"p{number}")))


def _md5(word: str) -> bytes:
    return md5(word.encode()).digest()


def first_page(rows: Select[Any], key: Any) -> Select[Any]:
    """As the list endpoint asks for it."""
    return rows.order_by(key.desc()).limit(51)


async def test_no_frequent_question_reads_a_whole_table(full: dict[str, str], town: Town) -> None:
    someone = person(7)
    team_ids = [UUID(bytes=_md5(f"t{number}")) for number in range(5)]
    at = datetime.fromisoformat("2026-03-01T00:00:00+08:00")
    mine = orders(someone).params(someone.own)
    staff = orders(town.staff).params(town.staff.own)
    rated = surveys(someone).params(someone.own)
    questions = {
        "my orders": first_page(mine, Order.id),
        "the region's orders": first_page(staff, Order.id),
        "my surveys": first_page(rated, Survey.id),
        "my teams": TeamReplica.__table__.select().where(acted_for(someone)),
        "what is known of teams": candidates.FACTS.params(
            teams=team_ids, since=at, month=at, need_id=ids.new(), search=1
        ),
    }

    found = {name: await scanned(full, question) for name, question in questions.items()}

    big = {"dispatch_order", "survey", "team_replica"}
    assert {name: tables & big for name, tables in found.items()} == {name: set() for name in found}


async def test_neither_the_search_for_a_team_nor_the_claim_list_reads_every_row(
    full: dict[str, str], town: Town
) -> None:
    team = await town.team()
    chain = [town.city.id, town.street.id, town.community.id]
    async with town.needs.begin() as uow:
        listed = await claims_for(uow, await uow.session.get_one(TeamReplica, team.team_id))

    by_coverage, named, remote = [
        await scanned(
            full,
            candidates._around(named=named, remote=remote, lock=False).params(
                line=[str(one) for one in chain], named=[ids.new()], skills=["test.rare"]
            ),
            indexed=True,
        )
        for named, remote in ((False, False), (True, False), (False, True))
    ]

    assert by_coverage == named == remote == set()
    assert "dispatch_order" not in await scanned(full, listed)
