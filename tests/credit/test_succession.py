"""What an organization had passes on to its successors, and so does what comes late."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from services.credit.account.model import Account
from services.credit.account.states import AccountState
from services.credit.account.use_cases import restand
from services.credit.succession.errors import Circular, NotShared
from services.credit.transfer.model import Transfer, TransferKind
from services.credit.verification.use_cases import first_fault
from shared.deadlines import TimerRow
from tests.credit.book import Book
from tests.credit.facts import evaluated, merged, serious, split
from tests.credit.given import (
    account_of,
    an_order,
    confirmed,
    organization_state,
    rated,
)
from tests.credit.spending import Scene, neighbor

A, B, C = (UUID(int=number) for number in (1, 2, 3))


async def merge(scene: Scene, successor: Scene) -> None:
    event = merged(scene.organization_id, successor.organization_id, scene.community)
    await scene.credit.receive(event)
    await scene.credit.tick()


async def split_into(scene: Scene, shares: dict[UUID, int]) -> None:
    await scene.credit.receive(split(scene.organization_id, shares, scene.community))
    await scene.credit.tick()


async def penalize(scene: Scene, amount: int) -> UUID:
    """A penalty, as the ledger takes it; what lacks becomes arrears."""
    transfer = await Book(scene.credit, scene.community, scene.account_id).take(amount)
    async with scene.credit.begin() as uow:
        await restand(uow, await uow.get(Account, scene.account_id))
    return transfer


async def test_a_merger_moves_all_that_is_available_and_keeps_its_years(scene: Scene) -> None:
    successor = await neighbor(scene)
    await scene.earn(40, effective_on=date(2025, 5, 1))
    await scene.earn(100)
    await successor.earn(7)

    await merge(scene, successor)

    shown = await scene.credit.get(
        f"/accounts/{successor.account_id}/expiring", as_=successor.manager
    )
    assert await scene.stands() == (0, 0, 0)
    assert await successor.stands() == (147, 0, 0)
    assert [(part["earned_in"], part["amount"]) for part in shown.json()["items"]] == [
        (2025, 40),
        (2026, 107),
    ]


async def test_what_passed_on_is_explained_and_the_history_stays_readable(scene: Scene) -> None:
    successor = await neighbor(scene)
    await scene.earn(100)
    await merge(scene, successor)

    account = await scene.credit.get(f"/accounts/{scene.account_id}", as_=scene.manager)
    history = await scene.credit.get(f"/accounts/{scene.account_id}/statement", as_=scene.manager)
    async with scene.credit.begin() as uow:
        moved = select(Transfer).where(Transfer.kind == TransferKind.SUCCEED)
        (transfer,) = await uow.session.scalars(moved)
    why = await scene.credit.get(f"/transfers/{transfer.id}/explanation", as_=successor.manager)
    assert account.json()["state"] == "succeeded"
    assert [entry["amount"] for entry in history.json()["entries"]] == [100, -100]
    assert why.json()["explanation"]["zh"] == (
        "组织合并或分立：2026 年度共 100 积分，按份额 10000/10000 承继 100 积分，本次变动 +100。"
    )
    assert len(await scene.credit.events("credit.account.closed.v1")) == 1


async def test_open_redemptions_are_canceled_and_their_credits_pass_on(scene: Scene) -> None:
    successor = await neighbor(scene)
    await scene.earn(100)
    asked = {"account_id": str(scene.account_id), "item_id": await scene.item()}
    redemption = (await scene.credit.post("/redemptions", asked, as_=scene.manager)).json()

    await merge(scene, successor)

    answer = await scene.credit.get(f"/redemptions/{redemption['id']}", as_=scene.manager)
    again = await scene.credit.post(
        "/redemptions",
        asked | {"account_id": str(successor.account_id)},
        as_=successor.manager,
    )
    assert (answer.json()["state"], answer.json()["reason"]) == ("canceled", "组织已合并或分立")
    assert await scene.stands() == (0, 0, 0)
    assert (again.status_code, await successor.stands()) == (201, (100, 60, 0))


async def test_a_penalty_that_was_running_is_taken_from_the_successor(scene: Scene) -> None:
    successor = await neighbor(scene)
    await scene.earn(50)
    await merge(scene, successor)

    await penalize(scene, 60)
    await scene.credit.tick()

    assert await scene.stands() == (0, 0, 0)
    assert await successor.stands() == (0, 0, 10)


async def test_a_penalty_proposed_before_is_decided_after_and_taken_from_the_successor(
    scene: Scene,
) -> None:
    successor = await neighbor(scene)
    await scene.earn(50)
    body = {"account_id": str(scene.account_id), "ground": "记录不符", "points": 20}
    asked = body | {"evidence": ["回访记录"]}
    proposed = await scene.credit.post("/penalties", asked, as_=scene.officer())
    await merge(scene, successor)

    await scene.credit.tick(scene.credit.now + timedelta(days=30))
    decided = await scene.credit.post(
        f"/penalties/{proposed.json()['id']}/decision",
        {"upheld": True, "reason": "属实"},
        as_=scene.officer(),
    )
    await scene.credit.tick()

    assert (decided.status_code, decided.json()["state"]) == (200, "posted")
    assert (await scene.stands(), await successor.stands()) == ((0, 0, 0), (30, 0, 0))


async def test_nobody_decides_on_what_passes_on_to_the_organization_he_works_for(
    scene: Scene,
) -> None:
    middle, last = await neighbor(scene), await neighbor(scene)
    body = {"account_id": str(scene.account_id), "ground": "记录不符", "points": 20}
    asked = body | {"evidence": ["回访记录"]}
    proposed = await scene.credit.post("/penalties", asked, as_=scene.officer())
    await merge(scene, middle)
    await merge(middle, last)
    await scene.credit.tick(scene.credit.now + timedelta(days=30))
    place = f"/penalties/{proposed.json()['id']}/decision"
    officer = scene.officer()

    refused = [
        await scene.credit.post(
            place,
            {"upheld": False, "reason": "不属实"},
            as_=type(officer)(id=officer.id, grants=officer.grants + heir.manager.grants),
        )
        for heir in (middle, last)
    ]

    assert [(one.status_code, one.json()["type"]) for one in refused] == [
        (403, "/problems/conflict-of-interest")
    ] * 2


async def test_a_freeze_ends_with_the_organization_and_its_successor_is_free(scene: Scene) -> None:
    successor = await neighbor(scene)
    await scene.earn(50)
    await scene.credit.receive(serious(scene.organization_id, scene.community))

    await merge(scene, successor)

    ended = await account_of(scene.credit, scene.organization_id)
    free = await account_of(scene.credit, successor.organization_id)
    assert (ended.state, ended.frozen_by) == (AccountState.SUCCEEDED, None)
    assert (free.state, await successor.stands()) == (AccountState.OPEN, (50, 0, 0))


async def test_a_late_rating_passes_on_by_itself(scene: Scene) -> None:
    successor = await neighbor(scene)
    order = an_order(scene.organization_id, scene.community)
    await scene.credit.receive(confirmed(order, beneficiaries=10), rated(order, 4))
    await merge(scene, successor)

    await scene.credit.receive(rated(order, 5, after=timedelta(hours=5)))
    await scene.credit.tick()
    raised = await successor.stands()
    await scene.credit.receive(rated(order, 1, after=timedelta(hours=6)))
    await scene.credit.tick()

    assert raised == (120, 0, 0)
    assert await successor.stands() == (0, 0, 0)
    assert await scene.stands() == (0, 0, 0)


async def test_a_split_divides_by_shares_and_divides_anew_what_comes_late(scene: Scene) -> None:
    one, other = await neighbor(scene), await neighbor(scene)
    shares = {one.organization_id: 3_333, other.organization_id: 6_667}
    await scene.earn(100)

    await split_into(scene, shares)
    divided = [(await each.stands())[0] for each in (one, other)]
    await scene.credit.receive(evaluated(scene.organization_id, scene.community, 702))
    await scene.credit.tick()

    assert divided == [33, 67]
    assert [(await each.stands())[0] for each in (one, other)] == [33, 68]
    assert await scene.stands() == (0, 0, 0)


async def test_nothing_moves_before_every_successor_is_known(scene: Scene) -> None:
    known, told = await neighbor(scene), organization_state(scene.community)
    await scene.earn(10)

    await split_into(scene, {known.organization_id: 5_000, told.organization_id: 5_000})
    waiting = await scene.stands()
    await scene.credit.receive(told)
    await scene.credit.tick()

    late = await neighbor(scene, told.organization_id)
    assert waiting == (10, 0, 0)
    assert [await each.stands() for each in (scene, known, late)] == [
        *((0, 0, 0), (5, 0, 0), (5, 0, 0)),
    ]


async def test_an_organization_that_is_first_told_of_as_merged_passes_on_what_it_earned(
    scene: Scene,
) -> None:
    ended = organization_state(scene.community, state="merged")
    order = an_order(ended.organization_id, scene.community)

    await scene.credit.receive(
        confirmed(order, beneficiaries=10),
        rated(order, 4),
        merged(ended.organization_id, scene.organization_id, scene.community),
        ended,
    )
    await scene.credit.tick()

    account = await account_of(scene.credit, ended.organization_id)
    assert account.state is AccountState.SUCCEEDED
    assert await scene.stands() == (100, 0, 0)


async def test_a_chain_of_mergers_ends_with_the_last(scene: Scene) -> None:
    middle = await neighbor(scene)
    last = await neighbor(scene)
    await middle.earn(5)
    await merge(middle, last)
    await scene.earn(100)

    await merge(scene, middle)

    assert [await each.stands() for each in (scene, middle, last)] == [
        *((0, 0, 0), (0, 0, 0), (105, 0, 0)),
    ]


async def test_a_successor_that_was_canceled_gets_and_gives_nothing_and_the_other_has_its_part(
    scene: Scene,
) -> None:
    one, other = await neighbor(scene), await neighbor(scene)
    order = an_order(scene.organization_id, scene.community)
    await scene.credit.receive(confirmed(order, beneficiaries=10), rated(order, 4))
    await split_into(scene, {one.organization_id: 5_000, other.organization_id: 5_000})
    gone = {"organization_id": one.organization_id, "version": 2, "state": "canceled"}
    await scene.credit.receive(organization_state(scene.community, **gone))

    stood = []
    for hours, score in ((5, 5), (6, 1)):
        await scene.credit.receive(rated(order, score, after=timedelta(hours=hours)))
        await scene.credit.tick()
        stood.append([await each.stands() for each in (scene, one, other)])

    assert stood == [
        [(10, 0, 0), (50, 0, 0), (60, 0, 0)],
        [(0, 0, 50), (50, 0, 0), (0, 0, 0)],
    ]
    async with scene.credit.begin() as uow:
        failing = select(TimerRow.kind).where(TimerRow.failures > 0)
        assert (await uow.session.scalars(failing)).all() == []
        assert await first_fault(uow, witnessed={}) is None


async def test_the_same_merger_told_twice_moves_nothing_twice(scene: Scene) -> None:
    successor = await neighbor(scene)
    await scene.earn(100)
    event = merged(scene.organization_id, successor.organization_id, scene.community)

    for told in (event, event, event.model_copy()):
        await scene.credit.receive(told)
        await scene.credit.tick()

    assert await successor.stands() == (100, 0, 0)


async def test_nobody_spends_from_an_account_that_passed_on(scene: Scene) -> None:
    await merge(scene, await neighbor(scene))
    body = {"account_id": str(scene.account_id), "item_id": await scene.item()}

    refused = await scene.credit.post("/redemptions", body, as_=scene.manager)
    frozen = await scene.credit.post(
        f"/accounts/{scene.account_id}/freeze", {"reason": "核查"}, as_=scene.officer()
    )

    assert refused.json()["type"].endswith("account-not-open")
    assert frozen.json()["type"].endswith("illegal-move")


async def test_a_circle_and_wrong_shares_are_refused(scene: Scene) -> None:
    successor = await neighbor(scene)
    await merge(scene, successor)
    mine, here = scene.organization_id, scene.community

    with pytest.raises(Circular):
        await merge(successor, scene)
    with pytest.raises(Circular):
        await scene.credit.receive(merged(A, A, here))
    for shares in ({mine: 9_999}, {mine: 10_000, C: 0}, {mine: 10_001, C: -1}):
        with pytest.raises(NotShared):
            await scene.credit.receive(split(B, shares, here))


async def test_after_everything_passed_on_the_books_verify(scene: Scene) -> None:
    one, other = await neighbor(scene), await neighbor(scene)
    order = an_order(scene.organization_id, scene.community)
    await scene.credit.receive(confirmed(order, beneficiaries=10), rated(order, 5))
    await split_into(scene, {one.organization_id: 2_500, other.organization_id: 7_500})
    await scene.credit.receive(rated(order, 1, after=timedelta(hours=6)))
    await penalize(scene, 9)
    await scene.credit.tick()

    async with scene.credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None
    assert [await each.stands() for each in (scene, one, other)] == [
        *((0, 0, 0), (0, 0, 2), (0, 0, 7)),
    ]
