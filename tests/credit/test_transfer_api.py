from typing import Any
from uuid import UUID

import pytest

from shared import ids
from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.credit.given import account_of, an_order, confirmed, given_an_organization, rated


async def given_earned(credit: ServiceKit, *beneficiaries: int) -> tuple[UUID, Actor]:
    """An account with one earning after the other, and its manager."""
    _, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    manager = credit.actor(Role.ORG_MANAGER, organization=organization_id)
    for number in beneficiaries:
        order = an_order(organization_id, community)
        group = confirmed(order, kind="group", beneficiaries=number)
        await credit.receive(group, rated(order, 4))
    return (await account_of(credit, organization_id)).id, manager


async def transfers(
    credit: ServiceKit, account_id: UUID, actor: Actor, **params: Any
) -> dict[str, Any]:
    answer = await credit.get(f"/accounts/{account_id}/transfers", as_=actor, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_transfers_of_an_account_are_listed_newest_first(credit: ServiceKit) -> None:
    account_id, manager = await given_earned(credit, 1, 2, 3)

    found = await transfers(credit, account_id, manager)

    assert [one["amount"] for one in found["items"]] == [30, 20, 10]
    assert found["next"] is None
    alone = await credit.get(f"/transfers/{found['items'][0]['id']}", as_=manager)
    assert alone.json() == found["items"][0]


async def test_every_transfer_is_on_one_page(credit: ServiceKit) -> None:
    account_id, manager = await given_earned(credit, 1, 2, 3, 4, 5)

    pages = [await transfers(credit, account_id, manager, limit=2)]
    while pages[-1]["next"]:
        page = {"limit": 2, "after": pages[-1]["next"]}
        pages.append(await transfers(credit, account_id, manager, **page))

    amounts = [[one["amount"] for one in page["items"]] for page in pages]
    assert amounts == [[50, 40], [30, 20], [10]]


async def test_what_comes_in_meanwhile_shifts_no_page(credit: ServiceKit) -> None:
    account_id, manager = await given_earned(credit, 1, 2)
    _, _, community = await credit.regions()
    newest = await transfers(credit, account_id, manager, limit=1)

    assert manager.grants[0].organization_id is not None
    order = an_order(manager.grants[0].organization_id, community)
    await credit.receive(confirmed(order, kind="group", beneficiaries=9), rated(order, 4))

    rest = await transfers(credit, account_id, manager, after=newest["next"])
    assert [one["amount"] for one in rest["items"]] == [10]


async def test_an_account_where_nothing_moved_has_no_transfers(credit: ServiceKit) -> None:
    account_id, manager = await given_earned(credit)

    assert await transfers(credit, account_id, manager) == {"items": [], "next": None}


async def test_another_accounts_transfers_do_not_exist(credit: ServiceKit) -> None:
    account_id, manager = await given_earned(credit, 1)
    stranger = credit.actor(Role.ORG_MANAGER, organization=ids.new())

    foreign = await credit.get(f"/accounts/{account_id}/transfers", as_=stranger)
    missing = await credit.get(f"/accounts/{ids.new()}/transfers", as_=manager)

    assert (foreign.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize(
    "params",
    [{"after": "0"}, {"after": "-1"}, {"after": "x"}, {"after": str(2**63)}, {"limit": "201"}],
)
async def test_a_page_nobody_was_told_of_is_refused(
    credit: ServiceKit, params: dict[str, str]
) -> None:
    account_id, manager = await given_earned(credit, 1)

    answer = await credit.get(f"/accounts/{account_id}/transfers", as_=manager, params=params)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == next(iter(params))
