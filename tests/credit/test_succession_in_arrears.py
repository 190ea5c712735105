"""What an organization owes passes on to its successors like what it has."""

from datetime import date, datetime

from services.credit.verification.use_cases import first_fault
from shared.clock import LOCAL
from tests.credit.facts import evaluated
from tests.credit.spending import Scene, neighbor
from tests.credit.test_succession import merge, penalize, split_into


async def test_arrears_pass_on_and_are_filled_by_the_successor(scene: Scene) -> None:
    successor = await neighbor(scene)
    await scene.earn(10)
    await penalize(scene, 30)
    await successor.earn(12)

    await merge(scene, successor)
    owed = await successor.stands()
    await successor.earn(20)

    assert await scene.stands() == (0, 0, 0)
    assert owed == (0, 0, 8)
    assert await successor.stands() == (12, 0, 0)


async def test_a_split_divides_arrears_as_well(scene: Scene) -> None:
    one, other = await neighbor(scene), await neighbor(scene)
    await one.earn(100)
    await penalize(scene, 41)

    await split_into(scene, {one.organization_id: 5_000, other.organization_id: 5_000})

    first, second = await one.stands(), await other.stands()
    assert {(100 - first[0]), second[2]} == {20, 21}
    assert (first[2], second[0], await scene.stands()) == (0, 0, (0, 0, 0))


async def test_what_comes_late_passes_on_after_arrears_did(scene: Scene) -> None:
    successor = await neighbor(scene)
    await penalize(scene, 41)
    await merge(scene, successor)

    await scene.credit.receive(evaluated(scene.organization_id, scene.community, 863))
    await scene.credit.tick()

    assert await scene.stands() == (0, 0, 0)
    assert await successor.stands() == (81 - 41, 0, 0)


async def test_what_an_organization_owes_from_another_does_not_expire(scene: Scene) -> None:
    one = await neighbor(scene)
    await one.earn(10, effective_on=date(2025, 1, 1))
    await penalize(scene, 41)
    await merge(scene, one)

    for year in (2027, 2028, 2029):
        await scene.credit.tick(datetime(year, 1, 2, tzinfo=LOCAL))

    assert await one.stands() == (0, 0, 31)
    async with scene.credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None


async def test_what_an_organization_owes_from_another_takes_its_oldest_credits(
    scene: Scene,
) -> None:
    one = await neighbor(scene)
    await one.earn(50, effective_on=date(2024, 1, 1))
    await penalize(scene, 41)
    await merge(scene, one)
    await one.earn(80)

    await one.credit.tick(datetime(2027, 1, 2, tzinfo=LOCAL))

    assert await one.stands() == (80, 0, 0)
    async with scene.credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None
