"""What is secret or personal is found nowhere but where it belongs, however hard one looks."""

import hashlib
import json
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from shared.access import Role
from shared.outbox import OutboxRow
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import given_a_town
from tests.needs.given_needs import DRAIN, a_receiver, a_resident
from tests.procurement.delivery import Delivery, given_a_delivery
from tests.procurement.market import given_a_market
from tests.registry.given import given_a_tree
from tests.registry.identity import given_account, given_keys, tokens_of

PHONE, OTHER_PHONE = "13987654321", "15912340987"
NUMBER = "110101199003074258"
ADDRESS = "金丝雀路7号3幢"
NAME = "鸾和鸣"
PASSWORD = "canary in a coal mine 7"
CHOSEN = "canary in a deeper mine 8"
STORY = "金丝雀的个案记录"


@pytest.fixture
def scan() -> Any:
    """Collects log lines, and looks through them and every table for what must not be there."""
    with structlog.testing.capture_logs() as lines:

        async def look(kit: ServiceKit, answers: list[str], *canaries: str) -> None:
            told = [("log", json.dumps(line, default=repr, ensure_ascii=False)) for line in lines]
            told += [("answer", answer) for answer in answers]
            for place, found in [*told, *await stored(kit)]:
                for canary in canaries:
                    assert canary not in found, place
                    assert canary.encode().hex() not in found, place

        yield look


async def stored(kit: ServiceKit) -> list[tuple[str, str]]:
    """Every row of every table as text, bytes in hex: what a dump would show."""
    names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    async with kit.begin() as uow:
        tables = [*await uow.session.scalars(text(names))]
        rows = [
            (table, row)
            for table in tables
            for row in await uow.session.scalars(text(f'SELECT t::text FROM "{table}" t'))
        ]
        found = {table for table, _ in rows}
    assert {OutboxRow.__tablename__, "audit"} <= found, "something happened, and was recorded"
    return rows


async def test_who_asks_for_help_is_not_told_by_logs_events_or_a_dump(
    needs: ServiceKit, scan: Any
) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    filed = DRAIN | {"region_id": str(community.id), "phone": PHONE, "address": ADDRESS}
    need = await needs.post("/needs", filed, as_=resident)
    place = f"/needs/{need.json()['id']}"
    await needs.post(f"{place}/acceptance", as_=receiver)
    shown = await needs.post(f"{place}/contact-views", {"purpose": "上门服务"}, as_=receiver)
    await needs.tick()
    stranger = a_receiver(needs, await needs.region(level="city"))
    answers = [
        need,
        await needs.get(place, as_=receiver),
        await needs.get("/needs", as_=receiver),
        await needs.get(f"{place}/history", as_=receiver),
        await needs.get(place, as_=stranger),
        await needs.post("/needs", filed | {"beneficiaries": 0}, as_=resident),
        await needs.post("/needs", filed | {"title": {"phone": PHONE}}, as_=resident),
        await needs.post("/needs", filed | {"phone": PHONE + "x"}, as_=resident),
        await needs.get(f"/needs/{PHONE}", as_=resident),
        await needs.get("/needs", as_=resident, params={"state": PHONE}),
    ]

    assert PHONE in shown.text, "the canary sings where it may"
    await scan(needs, [answer.text for answer in answers], PHONE, ADDRESS)


async def test_who_is_registered_is_not_told_by_logs_events_or_a_dump(
    registry: ServiceKit, scan: Any
) -> None:
    await given_keys(registry)
    tree = await given_a_tree(registry)
    worker = registry.actor(Role.COMMUNITY_WORKER, region=tree.community)
    manager = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    person = {"region_id": str(tree.community.id), "name": NAME, "phone": PHONE}
    entered = await registry.post("/persons", person | {"id_number": NUMBER}, as_=worker)
    place = f"/persons/{entered.json()['id']}"
    why = {"X-Purpose": "safety_check"}
    shown = await registry.send("GET", f"{place}/disclosure?fields=phone", as_=manager, headers=why)
    home = {"region_id": str(tree.community.id), "address": ADDRESS}
    search = {"field": "phone", "value": PHONE}
    answers = [
        entered,
        await registry.get(place, as_=worker),
        await registry.post("/persons", person | {"id_number": NUMBER}, as_=worker),
        await registry.post("/persons", person | {"id_number": NUMBER[:-1] + "0"}, as_=worker),
        await registry.post("/persons", person | {"phone": PHONE + "0"}, as_=worker),
        await registry.post("/person-searches", search, as_=manager),
        await registry.post("/person-searches", search | {"field": NUMBER}, as_=manager),
        await registry.post("/households", home, as_=worker),
    ]

    assert PHONE in shown.text, "the canary sings where it may"
    texts = [answer.text for answer in answers]
    await scan(registry, texts, PHONE, NUMBER, NAME, ADDRESS)


async def test_who_signs_in_with_a_phone_is_named_by_his_account_only(registry: ServiceKit) -> None:
    await given_keys(registry)
    city, _, community = await registry.regions()
    chief = registry.actor(Role.PLATFORM_ADMIN, region=city)
    new = {"kind": "person", "username": PHONE, "region_id": str(community.id)}
    opened = await registry.post("/accounts", new | {"password": PASSWORD}, as_=chief)
    place = f"/accounts/{opened.json()['id']}"
    await registry.post("/sessions", {"username": PHONE, "password": PASSWORD + "8"})
    await registry.post("/sessions", {"username": OTHER_PHONE, "password": PASSWORD})
    for step, body in (
        ("password-reset", {"password": PASSWORD + "9"}),
        ("disablement", None),
        ("enablement", None),
    ):
        done = await registry.post(f"{place}/{step}", body, as_=chief)
        assert done.status_code == 200, done.text

    shown = await registry.get(place, as_=chief)

    assert shown.json()["username"] == PHONE, "the canary sings where it may"
    hashes = [
        hashlib.sha256(f"account\x00{phone}".encode()).hexdigest() for phone in (PHONE, OTHER_PHONE)
    ]
    told = (PHONE, PHONE.encode().hex(), OTHER_PHONE, *hashes)
    found = {table for table, row in await stored(registry) if any(one in row for one in told)}
    assert found == {"account"}


async def test_no_password_secret_or_token_is_kept_or_told(registry: ServiceKit, scan: Any) -> None:
    await given_keys(registry)
    city, _, community = await registry.regions()
    chief = registry.actor(Role.PLATFORM_ADMIN, region=city)
    new = {"kind": "person", "username": "jin.si.que", "region_id": str(community.id)}
    opened = await registry.post("/accounts", new | {"password": PASSWORD}, as_=chief)
    login = {"username": "jin.si.que", "password": PASSWORD}
    refused = await registry.post("/sessions", login)
    chosen = login | {"new_password": CHOSEN}
    tokens = (await registry.post("/sessions", chosen, key="a-password-is-chosen")).json()
    wrong = await registry.post("/sessions", login | {"password": PASSWORD + "8"})
    await given_account(registry, "other")
    others = await tokens_of(registry, "other")
    until = {"valid_to": "2026-12-31T00:00:00+08:00", "region_id": str(city.id), "ip_allow": []}
    made = (await registry.post("/clients", until | {"name": "系统"}, as_=chief)).json()
    again = await registry.post("/sessions/refresh", {"refresh_token": tokens["refresh_token"]})
    signed = [answer["access_token"] for answer in (tokens, others, again.json())]
    renewed = [answer["refresh_token"] for answer in (tokens, others, again.json())]

    texts = [opened.text, refused.text, wrong.text]
    await scan(registry, texts, PASSWORD, CHOSEN, made["client_secret"], *signed, *renewed)


async def test_what_a_social_worker_wrote_and_a_survey_link_are_kept_by_nobody(
    procurement: ServiceKit, scan: Any
) -> None:
    delivery: Delivery = await given_a_delivery(await given_a_market(procurement))
    log = await delivery.record(narrative=STORY)
    place = f"/service-logs/{log['id']}"
    read = await procurement.get(f"{place}/narrative", as_=delivery.manager)
    await delivery.verify_all()
    opened = await delivery.must(
        f"{delivery.path}/evaluations", {"phase": "mid_term"}, as_=delivery.checker, status=201
    )
    links = await delivery.must(
        f"/evaluations/{opened['id']}/resident-surveys",
        {"count": 1},
        as_=delivery.checker,
        status=201,
    )
    link = links["items"][0]["token"]
    answers = [
        await procurement.get(place, as_=delivery.manager),
        await procurement.get(place, as_=delivery.checker),
        await procurement.get(f"{place}/narrative", as_=delivery.checker),
        await procurement.post(f"/resident-surveys/{link}/answer", {"score": 9}),
    ]

    assert STORY in read.text, "the canary sings where it may"
    await scan(procurement, [answer.text for answer in answers], STORY, link)


async def test_the_codes_of_a_visit_are_kept_for_no_repeat(needs: ServiceKit, scan: Any) -> None:
    town = await given_a_town(needs)
    order = await town.on_site(await town.team())
    place = f"/orders/{order['id']}/completion-code"
    fresh = await needs.post(place, as_=town.resident)

    assert fresh.json()["code"], "the canary sings where it may"
    await scan(needs, [], '"arrival_code"')
