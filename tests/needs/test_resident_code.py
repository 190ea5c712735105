"""Who may have the codes of a resident without an account."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from shared import ids
from shared.access import Role
from shared.access_log import AccessLogRow
from shared.testing.kit import ServiceKit
from tests.needs.dispatching import given_a_town


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_colleague_reads_the_codes_of_who_has_no_account_and_it_is_recorded(
    needs: ServiceKit, method: str
) -> None:
    town = await given_a_town(needs)
    team = await town.team()
    need_id = await town.need(reporter_person_id=None, filed_by_id=ids.new())
    [order] = await town.orders(need_id=need_id)
    await town.step(order, "acceptance", town.member(team))
    colleague = needs.actor(Role.COMMUNITY_WORKER, region=town.community)
    elsewhere = await needs.region(parent=town.street)
    others = [
        replace(colleague, person_id=team.member_ids[0]),
        replace(colleague, household_id=town.resident.household_id),
        needs.actor(Role.AUDITOR, region=town.community),
        needs.actor(Role.COMMUNITY_WORKER, region=elsewhere),
    ]
    path = f"/orders/{order['id']}/completion-code"

    refused = [await needs.send(method, path, as_=other) for other in others]
    told = await needs.send(method, path, as_=colleague)

    assert [answer.status_code for answer in refused] == [403, 403, 403, 404]
    assert told.status_code == 200, told.text
    async with needs.begin() as uow:
        looks = select(AccessLogRow).where(AccessLogRow.field == "completion_code")
        (look,) = await uow.session.scalars(looks)
    assert (look.person_id, look.subject_id) == (need_id, need_id)
    assert (look.viewer_id, look.purpose) == (colleague.id, f"上门服务（服务单 {order['id']}）")


async def test_a_colleague_says_no_other_word_for_who_has_no_account(needs: ServiceKit) -> None:
    town = await given_a_town(needs)
    await town.team()
    filer = replace(town.staff, id=ids.new())
    need_id = await town.need(reporter_person_id=None, filed_by_id=filer.id)
    [order] = await town.orders(need_id=need_id)

    answer = await needs.post(f"/orders/{order['id']}/confirmation", {}, as_=town.staff)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-the-reporter")
