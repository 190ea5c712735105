"""The people and things of a run, made through the ordinary API while nothing is broken yet."""

import time
from dataclasses import dataclass
from datetime import timedelta
from random import Random  # noqa: TID251 - a seed repeats a run
from typing import Any

import httpx
from rich.console import Console

from deploy.local.demo import menu
from deploy.local.demo.api import Body, Person, client
from deploy.local.demo.cast import Cast, Casting
from deploy.local.demo.screen import Screen
from deploy.local.stack import Stack
from shared import clock
from tests.chaos.caller import CALL_SECONDS, Caller, Desk
from tests.chaos.journal import Journal

OFFER_SECONDS = 120
"""Longer than any outage of a run: an offer that runs out counts against its team."""
PARALLEL = 40
"""Orders one team works on at once."""
CREDITS = 100_000
STOCK = 100_000
DAILY_FILINGS = 100_000
OPENING_SECONDS = 120.0
LOOK_SECONDS = 0.3


@dataclass
class World:
    """Who acts in a run, and on what."""

    desk: Desk
    community: str
    resident: Caller
    officer: Caller
    managers: dict[str, Caller]
    """By organization id."""
    leaders: dict[str, Caller]
    """By team id."""
    accounts: dict[str, str]
    """The credit account of each organization."""
    teams: dict[str, Body]
    employers: dict[str, str]
    """Which organization a team belongs to."""
    item_id: str
    """What credits are spent on."""


def furnish(stack: Stack, journal: Journal, rng: Random) -> World:
    """Everything in place: a community with three teams, two rich organizations, an item."""
    with client() as http:
        casting = Casting(stack, http)
        cast = casting.call()
        quiet = Screen(Console(quiet=True), 99)
        # Waits until the needs service has heard of the key and the region; before, it knows no one
        menu.publish(cast, quiet, offer_seconds=OFFER_SECONDS)
        _policy(cast, "intake.daily_filings", DAILY_FILINGS)
        accounts = {each: _rich(cast, each) for each in cast.managers}
        teams = {each: _wide(cast, each) for each in cast.teams}
        item = cast.officer.post("credit", "redemption-items", _item(cast))
        pool = httpx.Limits(max_connections=100, max_keepalive_connections=40)
        shared = httpx.AsyncClient(timeout=CALL_SECONDS, trust_env=False, limits=pool)
        return _world(Desk(stack, shared, journal, rng), casting, cast, (accounts, teams, item))


def _world(desk: Desk, casting: Casting, cast: Cast, made: tuple[Any, Any, Body]) -> World:
    accounts, teams, item = made

    def caller(person: Person, name: str) -> Caller:
        login = casting.logins[name]
        return Caller(desk, (login["username"], login["password"]), dict(person._headers))

    return World(
        desk=desk,
        community=cast.community["id"],
        resident=caller(cast.resident, "resident"),
        officer=caller(cast.officer, "officer"),
        managers={
            each: caller(person, f"org-{number}")
            for number, (each, person) in enumerate(cast.managers.items(), 1)
        },
        leaders={
            each: caller(person, f"team-{number}")
            for number, (each, person) in enumerate(cast.leaders.items(), 1)
        },
        accounts=accounts,
        teams=teams,
        employers={each: team["organization_id"] for each, team in cast.teams.items()},
        item_id=item["id"],
    )


def _policy(cast: Cast, name: str, value: object) -> None:
    policy = {
        "name": name,
        "region_id": cast.community["id"],
        "value": value,
        "valid_from": clock.now().isoformat(),
        "source": "a test under load",
    }
    cast.city_admin.post("needs", "policies", policy)


def _rich(cast: Cast, organization_id: str) -> str:
    """An organization's account, filled by two officers."""
    manager = cast.managers[organization_id]

    until = time.monotonic() + OPENING_SECONDS
    account = None
    while account is None:
        assert time.monotonic() < until, "the account was not opened"
        time.sleep(LOOK_SECONDS)
        page = manager.try_get("credit", f"accounts?holder={organization_id}")
        if page.is_success:  # before, the service knows neither the key nor the region
            found = (one for one in page.json()["items"] if one["state"] == "open")
            account = next(found, None)
    today = clock.now().astimezone(clock.LOCAL).date()
    asked = {
        "kind": "grant",
        "credit": account["id"],
        "amount": CREDITS,
        "effective_on": today.isoformat(),
        "reason": "a test under load",
        "evidence": ["docs/operations/faults.md"],
    }
    proposed = cast.officer.post("credit", "transfers", asked)
    cast.city_admin.post("credit", f"grants/{proposed['id']}/approval", {})
    return str(account["id"])


def _wide(cast: Cast, team_id: str) -> Body:
    """A team's description that lets it work on many orders; it is put with every edit."""
    team = cast.manager.get("registry", f"teams/{team_id}")
    wanted = ("name", "skills", "members", "coverage", "shifts")
    point = {"latitude": team["latitude"], "longitude": team["longitude"]}
    return {name: team[name] for name in wanted} | {"base_point": point, "max_parallel": PARALLEL}


def _item(cast: Cast) -> Body:
    today = clock.now().astimezone(clock.LOCAL).date()
    return {
        "code": f"CHAOS-{cast.tag}".upper(),
        "title": "活动室一次",
        "kind": "venue_hours",
        "price": 1,
        "stock": STOCK,
        "region_id": cast.street["id"],
        "valid_from": (today - timedelta(days=1)).isoformat(),
        "needs_approval": True,
    }
