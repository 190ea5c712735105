"""A copy of what the register keeps of oneself."""

from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_person, given_a_team, given_a_tree
from tests.registry.identity import given_account, given_role
from tests.registry.test_erasure import ID, asked_by, given_a_home, himself


async def test_everything_is_there_in_clear_and_the_look_is_recorded(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    person = await given_a_person(registry, tree.community, id_number=ID)
    home = await given_a_home(
        registry, tree, person, await given_a_person(registry, tree.community)
    )
    account = await given_account(registry, "chen.apo", region=tree.community, person_id=person)
    await given_role(registry, account.id, Role.VOLUNTEER, tree.community)
    keeper = registry.actor(Role.REGISTRAR, region=tree.district)
    worker = await registry.post("/social-workers", {"person_id": str(person)}, as_=keeper)
    shown = {"level": "assistant", "cert_no": "2024-0001", "issued_on": "2024-06-01"}
    await registry.post(f"/social-workers/{worker.json()['id']}/certificates", shown, as_=keeper)
    team = await given_a_team(registry, tree, person)
    me = himself(registry, tree.community, person, home)
    wish = await asked_by(registry, me)

    answer = await registry.get("/me/data", as_=me)
    again = (await registry.get("/me/data", as_=me)).json()

    told = answer.json()
    assert answer.headers["content-type"].startswith("application/json")
    assert told["person"] == {
        "id": str(person),
        "region_id": str(tree.community.id),
        "name": "陈阿婆",
        "phone": "+8613812345678",
        "id_number": ID,
        "state": "active",
    }
    assert told["household"]["address"] == "人民南路18号3幢201室"
    assert [one["username"] for one in told["accounts"]] == ["chen.apo"]
    assert [one["role"] for one in told["grants"]] == ["volunteer"]
    assert told["social_workers"][0]["certificates"][0]["cert_no"] == "2024-0001"
    assert [one["id"] for one in told["teams"]] == [team["id"]]
    assert [one["id"] for one in told["erasures"]] == [wish["id"]]
    looks = [(one["field"], one["purpose"], one["viewer_id"]) for one in again["accesses"]]
    assert looks == [("everything", "own_data", str(me.id))] * 2


async def test_of_nobody_there_is_no_copy(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    manager = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)

    answer = await registry.get("/me/data", as_=manager)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-registered")
