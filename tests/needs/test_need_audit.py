"""What a resident wrote is not kept in the audit, which outlives his right to be forgotten."""

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit

WORDS = "厨房反水已经两天了，家里有老人"


async def test_the_words_of_a_need_never_enter_its_history(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = needs.actor(Role.RESIDENT, region=community, person=ids.new(), household=ids.new())
    told = {
        "region_id": str(community.id),
        "category_code": "repair.drain",
        "title": "下水道堵了",
        "description": WORDS,
        "target_groups": ["elderly"],
    }
    filed = await needs.post("/needs", told, as_=resident)

    history = await needs.get(f"/needs/{filed.json()['id']}/history", as_=resident)

    assert history.status_code == 200
    assert '"description":"•"' in history.json()["items"][0]["record"]
    assert WORDS not in history.text
    assert "elderly" not in history.text
