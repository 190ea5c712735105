"""What a resident wrote is not kept in the audit, which outlives his right to be forgotten."""

from datetime import timedelta

from sqlalchemy import select

from shared import ids
from shared.access import Role
from shared.audit import AuditRow
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import POINT, given_a_town

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


async def test_neither_the_words_about_an_order_nor_its_place_enter_the_audit(
    needs: ServiceKit,
) -> None:
    town = await given_a_town(needs)
    order = await town.done(await town.team())
    other = await town.team()
    await town.step(order, "dispute", town.resident, {"reason": WORDS})
    place = f"/needs/{order['need_id']}"
    named = {"team_id": str(other.team_id), "reason": f"请就近再去一次：{WORDS}"}
    sent = await needs.post(f"{place}/dispatch", named, as_=town.staff)
    assert sent.status_code == 200, sent.text
    await needs.post(f"{place}/dispatch", {}, as_=town.staff)
    for hours in (1, 5):  # nobody accepts it, and nobody claims it
        await needs.tick(needs.now + timedelta(hours=hours))
    chosen = {"route": "answer", "override_reason": f"改为电话答复：{WORDS}"}
    decided = await needs.post(f"{place}/classification", chosen, as_=town.staff)
    assert decided.status_code == 200, decided.text

    async with needs.begin() as uow:
        kept = [*await uow.session.scalars(select(AuditRow.record))]

    assert [record for record in kept if WORDS in record] == []
    assert [record for record in kept if str(POINT[0]) in record] == []
    assert any('"end_reason":"•"' in record for record in kept)
