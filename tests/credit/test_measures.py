"""What operations watch of the ledger: how far sealing lags, and who earns without being known."""

from datetime import timedelta

from prometheus_client import REGISTRY

from services.credit.account.use_cases import measure_suspense
from services.credit.checkpoint.use_cases import measure_sealing, seal_transfers
from shared import clock, ids
from shared.testing.kit import ServiceKit
from tests.credit.given import an_order, confirmed
from tests.credit.own import OwnLedger
from tests.credit.spending import a_scene


async def suspense(credit: ServiceKit) -> float:
    async with credit.begin() as uow:
        await measure_suspense(uow)
    return REGISTRY.get_sample_value("credit_suspense_age_seconds") or 0


async def sealing(kit: ServiceKit) -> float:
    async with kit.begin() as uow:
        await measure_sealing(uow)
    return REGISTRY.get_sample_value("credit_unsealed_age_seconds") or 0


async def test_an_organization_that_earns_unknown_is_noticed_until_the_registry_tells(
    credit: ServiceKit,
) -> None:
    scene = await a_scene(credit)
    credit.now = clock.now()
    known = await suspense(credit)
    await credit.receive(confirmed(an_order(ids.new(), scene.community)))

    credit.now += timedelta(hours=25)

    assert known == 0
    assert 24 * 3600 < await suspense(credit) < 26 * 3600


async def test_the_oldest_transfer_in_no_checkpoint_says_how_far_sealing_lags(
    sealed: OwnLedger,
) -> None:
    async with sealed.kit.begin() as uow:
        await seal_transfers(uow, at=sealed.kit.now)
    nothing_waits = await sealing(sealed.kit)
    scene = await a_scene(sealed.kit)
    await scene.earn(10)
    before, sealed.kit.now = sealed.kit.now, clock.now() + timedelta(hours=1)

    waited = await sealing(sealed.kit)

    sealed.kit.now = before
    assert nothing_waits == 0
    assert 3600 <= waited < 3700
