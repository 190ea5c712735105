"""What becomes of a social worker's role when he leaves his employer."""

import pytest

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import BODIES, approver_in, given_a_body, given_a_person, given_a_tree
from tests.registry.identity import claims, given_account, given_keys, given_role, tokens_of


@pytest.mark.parametrize("ended", [False, True])
async def test_who_left_his_employer_is_no_social_worker_of_it_unless_to_wind_it_up(
    registry: ServiceKit, *, ended: bool
) -> None:
    await given_keys(registry)
    tree = await given_a_tree(registry)
    old, new = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    person = await given_a_person(registry, tree.community)
    account = await given_account(registry, "wang.fang", region=tree.community, person_id=person)
    held = [(Role.SOCIAL_WORKER, old), (Role.ORG_MANAGER, old), (Role.SOCIAL_WORKER, ids.new())]
    for role, organization in held:
        await given_role(registry, account.id, role, tree.street, organization=organization)
    keeper = registry.actor(Role.COMMUNITY_MANAGER, region=tree.community)
    made = await registry.post("/social-workers", {"person_id": str(person)}, as_=keeper)
    place = f"/social-workers/{made.json()['id']}/employment"
    steps = [(place, {"organization_id": str(one)}, keeper) for one in (old, old, new)]
    if ended:
        merger = {"successor_id": str(new), "reason": "两个机构合并"}
        approver = approver_in(registry, tree.district)
        steps.insert(2, (f"/organizations/{old}/merger", merger, approver))

    told = []
    for path, body, actor in steps:
        answer = await registry.post(path, body, as_=actor)
        assert answer.status_code == 200, answer.text
        roles = claims(await tokens_of(registry, "wang.fang"))["roles"]
        told.append([(role, bound) for role, _, bound in roles if bound is not None])

    everything = [(role.value, str(organization)) for role, organization in held]
    assert told == [everything] * (len(steps) - 1) + [everything[0 if ended else 1 :]]
