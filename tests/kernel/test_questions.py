"""A question is made once for all who have the same rights, and each gets his own answer."""

import pytest
from sqlalchemy.exc import StatementError

from services.needs.need import queries
from services.needs.need.model import Need
from services.needs.order import queries as orders
from shared import ids
from shared.access import SYSTEM, Actor, Role
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import a_need, a_receiver, a_resident


async def test_residents_share_their_questions_and_see_their_own_needs(needs: ServiceKit) -> None:
    homes = [await needs.region() for _ in range(2)]
    one, other = (a_resident(needs, home) for home in homes)
    filed = {
        who.id: (await a_need(needs, home, by=who))["id"]
        for who, home in zip((one, other), homes, strict=True)
    }

    assert queries.needs(one) is queries.needs(other)
    for who in (one, other, one):
        listed = (await needs.get("/needs", as_=who)).json()["items"]
        assert [need["id"] for need in listed] == [filed[who.id]]
        assert (await needs.get(f"/needs/{filed[who.id]}", as_=who)).status_code == 200
    assert (await needs.get(f"/needs/{filed[other.id]}", as_=one)).status_code == 404


async def test_a_question_belongs_to_whoever_asks_it(needs: ServiceKit) -> None:
    community = await needs.region()
    one, other = a_resident(needs, community), a_resident(needs, community)
    need_id = (await a_need(needs, community, by=one))["id"]
    question = queries.needs(one)

    async with needs.begin(one) as uow:
        assert [str(need.id) for need in await uow.session.scalars(question)] == [need_id]
    async with needs.begin(other) as uow:
        assert list(await uow.session.scalars(question)) == []
        with pytest.raises(StatementError, match="asker_person_id"):  # beside the session
            await (await uow.session.connection()).execute(question)


async def test_who_has_other_rights_has_another_question(needs: ServiceKit) -> None:
    community, elsewhere = await needs.region(), await needs.region()
    resident, client = a_resident(needs, community), Actor(id=ids.new())
    staff = [a_receiver(needs, community), a_receiver(needs, elsewhere)]
    asked = [queries.needs(who) for who in (resident, client, *staff, SYSTEM)]

    assert len({*map(id, asked)}) == len(asked)
    need_id = (await a_need(needs, community, by=resident))["id"]
    seen = [await _seen(needs, who) for who in (resident, client, *staff, SYSTEM)]
    assert seen == [[need_id], [], [need_id], [], [need_id]]


async def test_what_is_shared_knows_nobody(needs: ServiceKit) -> None:
    community = await needs.region()
    resident = a_resident(needs, community)
    leader = needs.actor(Role.TEAM_LEADER, region=community, person=ids.new())

    for who in (resident, leader):
        for question in (queries.needs(who), orders.orders(who)):
            told = {*map(str, question.compile().params.values())} - {"None"}
            assert told.isdisjoint({str(who.id), str(who.person_id), str(who.household_id)})


async def _seen(needs: ServiceKit, who: Actor) -> list[str]:
    async with needs.begin(who) as uow:
        found = await uow.session.scalars(queries.needs(who).with_only_columns(Need.id))
        return [str(one) for one in found]
