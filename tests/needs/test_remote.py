"""A service that is given from afar."""

from shared.testing.kit import ServiceKit
from tests.needs.dispatching import a_category, given_a_town
from tests.needs.test_dispatch import another_item


async def test_a_remote_service_that_takes_no_skill_is_asked_of_the_teams_of_the_place(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    elsewhere = await needs.region(parent=town.city, level="street")
    far = await town.team(coverage=[elsewhere.id])
    near = await town.team()
    async with needs.begin() as uow:
        uow.add(a_category(code="test.remote", required_skills=[], remote_ok=True))
        uow.add(another_item(town, category_code="test.remote"))
    need_id = await town.waiting(category_code="test.remote")

    answer = await needs.get(f"/needs/{need_id}/dispatch-preview", as_=town.staff)

    found = answer.json()
    weighed = {row["team_id"] for row in (*found["candidates"], *found["excluded"])}
    assert (weighed, str(far.team_id) in weighed) == ({str(near.team_id)}, False)
