"""Who plays in the project loop besides: the offices, a social worker, an evaluator's system."""

from dataclasses import dataclass
from datetime import timedelta

from deploy.local.demo.api import Body, Person
from deploy.local.demo.cast import ROLES_LAST, Cast, Casting
from shared import clock

HOUSEHOLDS = 20
OFFICES = ("buyer", "department", "finance", "supervising_authority")


@dataclass(frozen=True)
class Offices:
    """The people and systems of the project loop."""

    buyer: Person
    department: Person
    finance: Person
    supervising_authority: Person
    evaluator: Person
    evaluator_id: str
    households: list[Body]
    """Other households of the community, each with one `person_id`."""


def open_offices(casting: Casting, cast: Cast) -> Offices:
    """Everyone the second loop needs; the organizations' own people come with the contract."""
    staff = {
        role: casting.staff(role.replace("_", "-"), cast.city_admin, role, cast.street)
        for role in OFFICES
    }
    evaluator_id, evaluator = _evaluator(casting, cast)
    households = [_household(cast, number) for number in range(1, HOUSEHOLDS)]
    return Offices(evaluator=evaluator, evaluator_id=evaluator_id, households=households, **staff)


def social_worker(cast: Cast, organization_id: str, name: str) -> str:
    """A registered social worker in an organization's employ; answers his id."""
    home = {"region_id": cast.community["id"], "name": name}
    person = cast.manager.post("registry", "persons", home)
    worker = cast.officer.post("registry", "social-workers", {"person_id": person["id"]})
    today = clock.now().astimezone(clock.LOCAL).date()
    certificate = {
        "level": "social_worker",
        "cert_no": f"SW{cast.tag}{worker['id'][-6:]}",
        "issued_on": (today - timedelta(days=400)).isoformat(),
        "registered_until": (today + timedelta(days=600)).isoformat(),
    }
    path = f"social-workers/{worker['id']}"
    cast.officer.post("registry", f"{path}/certificates", certificate)
    employed = {"organization_id": organization_id}
    cast.officer.post("registry", f"{path}/employment", employed)
    return str(worker["id"])


def _household(cast: Cast, number: int) -> Body:
    home = {"region_id": cast.community["id"]}
    person = cast.manager.post("registry", "persons", home | {"name": f"李老伯{number}"})
    told = home | {"address": f"和平新村 {number} 幢 101 室", "member_ids": [person["id"]]}
    household = cast.manager.post("registry", "households", told)
    return {"person_id": person["id"], "household_id": household["id"]}


def _evaluator(casting: Casting, cast: Cast) -> tuple[str, Person]:
    until = (clock.now() + ROLES_LAST).isoformat()
    region = cast.street["id"]
    told = {
        "name": f"第三方评估系统 {cast.tag}",
        "region_id": region,
        "ip_allow": [],
        "valid_to": until,
    }
    made = cast.city_admin.post("registry", "clients", told)
    client_id = made["client"]["id"]
    role = {"role": "evaluator_client", "region_id": region, "valid_to": casting.until}
    cast.city_admin.post("registry", f"clients/{client_id}/grants", role)
    return client_id, casting.system(client_id, made["client_secret"])
