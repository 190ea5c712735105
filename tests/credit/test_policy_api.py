from datetime import datetime

from services.credit.earning.rules import Inputs, convert
from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import policy_at
from services.credit.policy.rules import rates_of
from shared import ids
from shared.clock import LOCAL
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.test_earning_rules import VERSION_1


async def test_anyone_may_read_what_a_service_is_worth(credit: ServiceKit) -> None:
    listed = (await credit.get("/earning-policies")).json()

    (policy,) = listed["items"]
    one = await credit.get(f"/earning-policies/{policy['id']}")
    assert (policy["number"], one.json()) == (1, policy)
    assert policy["document"]["dispute_window"] == {"value": 5, "unit": "wd"}


async def test_the_shipped_version_earns_the_golden_amounts(credit: ServiceKit) -> None:
    (policy,) = (await credit.get("/earning-policies")).json()["items"]
    shipped = rates_of(policy["document"])
    served = Inputs(
        kind="casework",
        beneficiaries=1,
        vulnerable=True,
        score=5,
        household_turn=1,
        day_turn=1,
        team_members=1,
    )

    assert shipped.bands == VERSION_1.bands
    assert convert(shipped, served).amount == 21


async def test_the_nearest_regions_version_holds_while_it_is_valid(credit: ServiceKit) -> None:
    city, street, community = await credit.regions()
    until = datetime(2026, 6, 1, tzinfo=LOCAL)
    for number, region in ((2, city), (3, street)):
        local = EarningPolicy(
            number=number,
            region_id=region.id,
            valid_from=MONDAY,
            valid_to=until,
            source="太民发〔2026〕12号",
            document={},
        )
        async with credit.begin() as uow:
            uow.add(local)

    async with credit.begin() as uow:
        here = await policy_at(uow, region_id=community.id, at=MONDAY)
        above = await policy_at(uow, region_id=city.id, at=MONDAY)
        after = await policy_at(uow, region_id=community.id, at=until)
        nowhere = await policy_at(uow, region_id=ids.new(), at=MONDAY)

    assert [policy.number for policy in (here, above, after, nowhere)] == [3, 2, 1, 1]
