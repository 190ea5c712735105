"""What facts earned is taken back once: by hand, or by what becomes of the order or contract."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.credit.transfer.model import Transfer, TransferKind
from services.credit.verification.use_cases import first_fault
from shared.contracts.procurement import EvaluationFinalized
from tests.credit.contracts import Contract
from tests.credit.facts import evaluated, merged
from tests.credit.given import an_order, at, confirmed, current_of, disputed, failed, rated
from tests.credit.spending import Scene, neighbor
from tests.credit.test_grant_api import approve, granted, propose, reverse


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


async def test_a_reversal_names_what_it_takes_back(scene: Scene) -> None:
    granted_one = await granted(scene, 100)
    done = (await approve(scene, (await reverse(scene, granted_one, 40)).json())).json()
    taken_back = done["outcomes"][0]["transfer_id"]

    listed = await scene.credit.get(f"/accounts/{scene.account_id}/transfers", as_=scene.manager)

    found = {one["id"]: one["reverses"] for one in listed.json()["items"]}
    assert found == {taken_back: granted_one, granted_one: None}


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


async def test_what_facts_took_back_is_given_again_by_facts_only(scene: Scene) -> None:
    order = an_order(scene.organization_id, scene.community)
    await scene.credit.receive(
        confirmed(order, beneficiaries=3),
        rated(order, 4),
        disputed(order, after=timedelta(hours=24)),
    )
    (taken,) = await posted(scene, TransferKind.ADJUST)

    answer = await reverse(scene, taken, 30)
    await scene.credit.receive(confirmed(order | {"at": at(48)}, beneficiaries=3))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-reversible")
    assert await scene.stands() == (30, 0, 0)


async def with_a_contract(scene: Scene, *told: str) -> tuple[Contract, Scene]:
    contract = Contract(scene.community)
    await scene.credit.receive(*(contract.facts[name] for name in ("organization", *told)))
    return contract, await neighbor(scene, contract.organization_id)


async def posted(scene: Scene, kind: TransferKind) -> list[str]:
    """The transfers of a kind, oldest first."""
    async with scene.credit.begin() as uow:
        found = select(Transfer.id).where(Transfer.kind == kind).order_by(Transfer.id)
        return [str(id) for id in await uow.session.scalars(found)]


async def check_the_books(scene: Scene) -> None:
    async with scene.credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None


async def test_what_was_reversed_by_hand_of_a_contract_is_not_taken_again(scene: Scene) -> None:
    contract, mine = await with_a_contract(scene, "fabricated log", "corrected")
    for kind, amount in ((TransferKind.EARN, 40), (TransferKind.EVALUATE, 4)):
        (transfer,) = await posted(mine, kind)
        await approve(mine, (await reverse(mine, transfer, amount)).json())
    stood = [await mine.stands()]

    for name in ("violation", "log", "only wrong"):
        await mine.credit.receive(contract.facts[name])
        stood.append(await mine.stands())

    assert stood == [(0, 0, 0), (0, 0, 120), (0, 0, 54), (66, 0, 0)]
    (again,) = (await posted(mine, TransferKind.EARN))[1:]
    why = await mine.credit.get(f"/transfers/{again}/explanation", as_=mine.manager)
    assert why.json()["explanation"]["zh"].endswith("本次变动 +60。另有 40 积分已人工冲正。")
    await check_the_books(mine)


async def test_what_an_evaluation_took_and_was_given_back_by_hand_is_not_given_again(
    scene: Scene,
) -> None:
    contract, mine = await with_a_contract(scene, "log")
    final = contract.facts["final"].model_dump()
    await mine.credit.receive(EvaluationFinalized(**final | {"grade": "fail", "resident_score": 4}))
    (taken,) = await posted(mine, TransferKind.PENALIZE)
    stood = [await mine.stands()]
    await approve(mine, (await reverse(mine, taken, 30)).json())
    stood.append(await mine.stands())

    await mine.credit.receive(contract.facts["corrected"])

    assert [*stood, await mine.stands()] == [(70, 0, 0), (100, 0, 0), (110, 0, 0)]
    assert (await reverse(mine, taken, 1)).status_code == 409
    await check_the_books(mine)


async def test_what_a_violation_took_and_was_given_back_by_hand_is_not_given_again(
    scene: Scene,
) -> None:
    told = ("log", "fabricated log", "corrected", "violation")
    contract, mine = await with_a_contract(scene, *told)
    (taken,) = await posted(mine, TransferKind.PENALIZE)
    stood = [await mine.stands()]
    await approve(mine, (await reverse(mine, taken, 120)).json())
    stood.append(await mine.stands())

    for name in ("violated again", "only wrong"):
        await mine.credit.receive(contract.facts[name])
        stood.append(await mine.stands())

    assert stood == [(0, 0, 10), (110, 0, 0), (110, 0, 0), (110, 0, 0)]
    await check_the_books(mine)


async def test_what_was_reversed_by_hand_of_a_year_is_not_taken_again(scene: Scene) -> None:
    mine, here = scene.organization_id, scene.community
    year = {"year": 2026}
    await scene.credit.receive(evaluated(mine, here, 900, **year))
    (first,) = await posted(scene, TransferKind.EVALUATE)
    kept = await reverse(scene, first, 10)
    await approve(scene, (await reverse(scene, first, 90)).json())
    stood = [await scene.stands()]

    for score, days in ((750, 3), (940, 5)):
        await scene.credit.receive(evaluated(mine, here, score, days=days, **year))
        stood.append(await scene.stands())

    assert stood == [(10, 0, 0), (0, 0, 0), (30, 0, 0)]
    (_, second) = await posted(scene, TransferKind.EVALUATE)
    assert (await reverse(scene, second, 31)).json()["left"] == 30
    assert (await approve(scene, kept.json())).status_code == 200
    assert await scene.stands() == (20, 0, 0)
    await check_the_books(scene)


async def test_what_facts_took_of_a_contract_is_not_reversed_by_hand(scene: Scene) -> None:
    contract, mine = await with_a_contract(scene, "fabricated log", "corrected")
    earned = [await posted(mine, kind) for kind in (TransferKind.EARN, TransferKind.EVALUATE)]
    proposed = await reverse(mine, earned[0][0], 40)
    await mine.credit.receive(contract.facts["only wrong"])

    late = await approve(mine, proposed.json())

    assert (late.status_code, late.json()["left"]) == (409, 0)
    assert [(await reverse(mine, one, 4)).status_code for (one,) in earned] == [409, 409]
    assert await mine.stands() == (0, 0, 0)


async def test_what_expired_or_passed_on_is_computed_and_not_reversed_by_hand(
    scene: Scene,
) -> None:
    await scene.earn(50, effective_on=date(2023, 6, 1))
    await scene.earn(20)
    successor = await neighbor(scene)
    await scene.credit.tick()
    await scene.credit.receive(
        merged(scene.organization_id, successor.organization_id, scene.community)
    )
    await scene.credit.tick()
    moved = [await posted(scene, kind) for kind in (TransferKind.EXPIRE, TransferKind.SUCCEED)]

    answers = [await reverse(scene, transfer, 20) for (transfer,) in moved]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert {answer.json()["type"] for answer in answers} == {"/problems/not-reversible"}
    assert await successor.stands() == (20, 0, 0)


async def test_nobody_declines_what_is_taken_from_his_own_organization(scene: Scene) -> None:
    officer = scene.officer()
    mixed = type(officer)(id=officer.id, grants=officer.grants + scene.manager.grants)
    await granted(scene, 100)
    taken: dict[str, Any] = {"kind": "adjust", "credit": None, "amount": 30}
    taken["debit"] = str(scene.account_id)
    grant = (await propose(scene, **taken)).json()

    place = f"/grants/{grant['id']}/rejection"
    answer = await scene.credit.post(place, {"reason": "不同意"}, as_=mixed)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/conflict-of-interest")
    assert (await approve(scene, grant)).status_code == 200


@pytest.mark.parametrize(("day", "status"), [("2026-03-04", 422), ("2026-03-05", 201)])
async def test_a_reversal_takes_effect_no_earlier_than_what_it_reverses(
    scene: Scene, day: str, status: int
) -> None:
    scene.credit.now += timedelta(days=7)
    transfer = await granted(scene, 100, effective_on="2026-03-05")

    answer = await reverse(scene, transfer, 100, effective_on=day)

    pointers = [one["pointer"] for one in answer.json().get("errors", [])]
    assert (answer.status_code, pointers) == (status, ["/effective_on"] if status == 422 else [])
