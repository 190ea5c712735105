"""Who plays: a community of 太仓, its staff, a household, and three teams of two organizations.

Every run plays in a community where no run has played before, so runs never meet.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from deploy.local.credentials import ADMIN_FILE, ADMIN_NAME
from deploy.local.demo.api import Body, Person, administrator
from deploy.local.errors import CommandError
from deploy.local.stack import Stack
from shared import clock

TAICANG = "320585"
CITY_ADMIN_NAME = "city-admin"
OFFER_SECONDS = 5
RATING_SECONDS = 1
"""How long a team may think, and how soon a rating is believed, in the demo's community only."""

ROLES_LAST = timedelta(days=1)
"""How long the roles given for the demo hold."""

CENTER = (31.4507, 121.1128)
"""Where the demo's household lives (WGS84)."""

ROUND_THE_CLOCK = [
    {"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "00:00", "end": "23:59"},
    {"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "20:00", "end": "08:00"},
]

TEAMS = (
    ("疏通一队", "互助队", (31.4510, 121.1130)),
    ("疏通二队", "互助队", (31.4580, 121.1200)),
    ("疏通三队", "便民队", (31.4700, 121.1400)),
)
"""Name, organization, base point: nearest first, so that is the order they are asked in."""


@dataclass
class Cast:
    """Everyone and everything the story needs."""

    stack: Stack
    tag: str
    """What tells this run's names from other runs'."""
    community: Body
    street: Body
    city_admin: Person
    officer: Person
    manager: Person
    resident: Person
    household_id: str
    managers: dict[str, Person] = field(default_factory=dict)
    """The people who run the organizations, by organization id."""
    teams: dict[str, Body] = field(default_factory=dict)
    leaders: dict[str, Person] = field(default_factory=dict)
    """Who speaks for a team, by team id."""

    def address(self, service: str, path: str) -> str:
        """Where something can be looked at."""
        return f"{self.stack.api(service)}/{path}"


class Casting:
    """Calls the players together, each through the registry's ordinary API."""

    def __init__(self, stack: Stack, http: httpx.Client) -> None:
        self._stack = stack
        self._http = http
        self._password = (stack.data / ADMIN_FILE).read_text().strip()
        self._tag = secrets.token_hex(3)
        self.logins: dict[str, Body] = {}
        """How each of them signs in, by the part he plays."""
        self.until = (clock.now() + ROLES_LAST).isoformat()
        self._admin = administrator(stack, http, ADMIN_NAME)
        self._city_admin = administrator(stack, http, CITY_ADMIN_NAME)

    def call(self) -> Cast:
        """Everyone in place."""
        street, community = self._unplayed()
        officer = self.staff("officer", self._city_admin, "street_officer", street)
        manager = self.staff("manager", officer, "community_manager", community)
        resident, household_id = self._resident(manager, community)
        cast = Cast(
            stack=self._stack,
            tag=self._tag,
            community=community,
            street=street,
            city_admin=self._city_admin,
            officer=officer,
            manager=manager,
            resident=resident,
            household_id=household_id,
        )
        organizations = {
            name: self._organization(cast, f"{name}-{self._tag}")
            for name in dict.fromkeys(organization for _, organization, _ in TEAMS)
        }
        for name, organization, point in TEAMS:
            self._team(cast, f"{name}-{self._tag}", organizations[organization], point)
        return cast

    def _unplayed(self) -> tuple[Body, Body]:
        city = self._city_admin
        county = next(city.pages("registry", "regions", code=TAICANG), None)
        if county is None:
            raise CommandError("太仓 (320585) is not in the registry; `sanshe regions import` it")
        at_work = city.pages("registry", "organizations", region=county["id"], limit=200)
        played = {organization["home_region_id"] for organization in at_work}
        listed = {"under": county["id"], "level": "community", "limit": 200}
        for community in city.pages("registry", "regions", **listed):
            if community["id"] not in played:
                return self._city_admin.get(
                    "registry", f"regions/{community['parent_id']}"
                ), community
        raise CommandError("the demo was played in every community of 太仓; `make reset` to go on")

    def system(self, client_id: str, secret: str) -> Person:
        """A system with client credentials."""
        return Person.system(self._stack, self._http, client_id, secret)

    def staff(self, name: str, giver: Person, role: str, region: Body) -> Person:
        """Someone of the staff with a role over a region."""
        account = self._account(name, {"kind": "staff", "region_id": region["id"]})
        self._grant(giver, account, role, region_id=region["id"])
        return self._person(name)

    def _account(self, name: str, sent: Body, by: Person | None = None) -> Body:
        password = f"{name}-{self._tag}-{self._password[:12]}"
        self.logins[name] = {"username": f"demo-{name}-{self._tag}", "password": password}
        given = self.logins[name] | {"password": f"first-{password}"}
        return (by or self._admin).post("registry", "accounts", given | sent)

    def _grant(self, giver: Person, account: Body, role: str, **bound: str) -> None:
        sent = {"role": role, "valid_to": self.until, **bound}
        giver.post("registry", f"accounts/{account['id']}/grants", sent)

    def _person(self, name: str) -> Person:
        username, chosen = self.logins[name].values()
        given = f"first-{chosen}"
        return Person.signed_in(self._stack, self._http, username, given, new_password=chosen)

    def _resident(self, manager: Person, community: Body) -> tuple[Person, str]:
        told = {"region_id": community["id"], "name": "王桂芳", "phone": "13812345678"}
        person = manager.post("registry", "persons", told)
        home = {
            "region_id": community["id"],
            "address": "和平新村 12 幢 301 室",
            "member_ids": [person["id"]],
        }
        household = manager.post("registry", "households", home)
        who = {"person_id": person["id"], "household_id": household["id"]}
        self._account("resident", {"kind": "person", "region_id": community["id"], **who}, manager)
        return self._person("resident"), str(household["id"])

    def _organization(self, cast: Cast, name: str) -> Body:
        home = {"region_id": cast.community["id"]}
        draft = {
            "name": f"{cast.community['name']}{name}",
            "tier": "filed",
            "legal_type": "community_group",
            "home_region_id": cast.community["id"],
            "members_count": 12,
        }
        made = cast.manager.post("registry", "organizations", draft)
        cast.manager.post("registry", f"organizations/{made['id']}/submission")
        filed = cast.officer.post("registry", f"organizations/{made['id']}/acceptance")
        login = f"org-{len(cast.managers) + 1}"
        account = self._account(login, {"kind": "staff", **home})
        self._grant(cast.officer, account, "org_manager", **home, organization_id=made["id"])
        cast.managers[made["id"]] = self._person(login)
        return filed

    def _team(self, cast: Cast, name: str, organization: Body, point: tuple[float, float]) -> None:
        home = {"region_id": cast.community["id"]}
        member = cast.manager.post("registry", "persons", home | {"name": f"{name}队长"})
        formed = {
            "organization_id": organization["id"],
            "name": name,
            "skills": ["plumbing"],
            "members": [{"person_id": member["id"], "verified": [{"skill": "plumbing"}]}],
            "coverage": [cast.community["id"]],
            "shifts": ROUND_THE_CLOCK,
            "max_parallel": 2,
            "base_point": {"latitude": point[0], "longitude": point[1]},
        }
        team = cast.managers[organization["id"]].post("registry", "teams", formed)
        cast.teams[team["id"]] = cast.manager.post("registry", f"teams/{team['id']}/filing")
        login = f"team-{len(cast.teams)}"
        who = {"kind": "person", **home, "person_id": member["id"]}
        self._account(login, who, cast.manager)
        cast.leaders[team["id"]] = self._person(login)
