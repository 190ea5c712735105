from typing import Any

from shared.testing.kit import ServiceKit
from tests.registry.given import (
    description,
    given_a_person,
    given_a_team,
    given_a_tree,
    manager_of,
)
from tests.registry.test_team_api import filed


async def test_a_team_that_is_only_told_in_another_order_stays_filed(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    one, two = [await given_a_person(registry, tree.community) for _ in range(2)]
    proofs = [{"skill": "plumbing"}, {"skill": "bathing"}]
    told: dict[str, list[Any]] = {
        "skills": ["plumbing", "bathing"],
        "members": [{"person_id": str(person), "verified": proofs} for person in (one, two)],
        "coverage": [str(tree.community.id), str(tree.village.id)],
    }
    team = await filed(registry, tree, await given_a_team(registry, tree, **told))
    manager = manager_of(registry, tree, team["organization_id"])
    turned = {word: values[::-1] for word, values in told.items()}
    turned["members"] = [one | {"verified": proofs[::-1]} for one in turned["members"]]

    changed = await registry.put(
        f"/teams/{team['id']}", description(tree, **turned), as_=manager, if_match="*"
    )

    assert (changed.status_code, changed.json()["filing"]) == (200, "filed")
