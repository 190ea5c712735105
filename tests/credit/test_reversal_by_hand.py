"""What an order earned is taken back once: by hand, or by what becomes of the order."""

from datetime import timedelta

import pytest

from services.credit.verification.use_cases import first_fault
from shared.testing.kit import ServiceKit
from tests.credit.given import an_order, at, confirmed, current_of, disputed, failed, rated
from tests.credit.spending import Scene, a_scene
from tests.credit.test_grant_api import approve, reverse


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    return await a_scene(credit)


async def test_what_was_reversed_by_hand_is_not_taken_again_by_a_later_fact(scene: Scene) -> None:
    order = an_order(scene.organization_id, scene.community)
    again = order | {"at": at(48)}
    await scene.credit.receive(confirmed(order, beneficiaries=3), rated(order, 4))
    earned = str((await current_of(scene.credit, order)).transfer_id)
    await approve(scene, (await reverse(scene, earned, 20)).json())
    stood = [await scene.stands()]

    for fact in (
        disputed(order, after=timedelta(hours=24)),
        confirmed(again, beneficiaries=3),
        rated(order, 5, after=timedelta(hours=60)),
        rated(order, 2, after=timedelta(hours=61)),
        failed(order, after=timedelta(hours=80)),
    ):
        await scene.credit.receive(fact)
        stood.append(await scene.stands())

    assert stood == [(10, 0, 0), (0, 0, 0), (10, 0, 0), (16, 0, 0), (0, 0, 0), (0, 0, 0)]
    async with scene.credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None


async def test_what_facts_took_is_not_reversed_by_hand(scene: Scene) -> None:
    order = an_order(scene.organization_id, scene.community)
    await scene.credit.receive(confirmed(order, beneficiaries=3), rated(order, 4))
    earned = str((await current_of(scene.credit, order)).transfer_id)
    proposed = await reverse(scene, earned, 30)
    await scene.credit.receive(failed(order, after=timedelta(hours=24)))

    late = await approve(scene, proposed.json())

    assert (late.status_code, late.json()["left"]) == (409, 0)
    assert (await reverse(scene, earned, 30)).status_code == 409
    assert await scene.stands() == (0, 0, 0)
