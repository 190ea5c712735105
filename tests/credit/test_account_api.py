from typing import Any

import pytest

from shared import ids, numbers
from shared.access import Role
from shared.contracts.credit import AccountOpened, StandingState
from shared.testing.kit import ServiceKit
from tests.credit.given import (
    account_of,
    an_order,
    confirmed,
    given_an_organization,
    organization_state,
    rated,
)


async def test_an_active_organization_gets_a_numbered_account(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    told = organization_state(community)

    await credit.receive(told)

    account = await account_of(credit, told.organization_id)
    (opened,) = await credit.events("credit.account.opened.v1")
    (standing,) = await credit.events("credit.standing.state.v1")
    assert AccountOpened.model_validate(opened).account_id == account.id
    assert StandingState.model_validate(standing).version == account.version
    assert (standing["tier"], standing["frozen"], standing["arrears"]) == (0, False, False)


async def test_the_number_carries_region_sequence_and_check_digits(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()

    one = await account_of(credit, await given_an_organization(credit, community))
    two = await account_of(credit, await given_an_organization(credit, community))

    assert one.number is not None
    assert two.number is not None
    prefix, region6, serial = one.number.split("-")
    assert (prefix, region6, serial[:6]) == ("JF", "320585", "000001")
    assert serial[6:] == numbers.check_digits("320585000001")
    assert two.number.startswith("JF-320585-000002")


@pytest.mark.parametrize("state", ["draft", "filing_review", "suspended", "canceled"])
async def test_an_organization_that_may_not_work_gets_none(credit: ServiceKit, state: str) -> None:
    _, _, community = await credit.regions()

    await credit.receive(organization_state(community, state=state))

    assert await credit.events("credit.account.opened.v1") == []


async def test_news_of_an_organization_opens_no_second_account(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    told = organization_state(community)
    renamed = told.model_copy(update={"version": 2, "name": "娄东社工服务社"})

    await credit.receive(told, told, renamed)

    assert len(await credit.events("credit.account.opened.v1")) == 1


async def test_an_account_shows_what_is_expected_beside_the_balance(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    account = await account_of(credit, organization_id)
    manager = credit.actor(Role.ORG_MANAGER, organization=organization_id)
    done, open_ = (an_order(organization_id, community) for _ in range(2))
    await credit.receive(confirmed(done), rated(done, 5), confirmed(open_))

    answer = await credit.get(f"/accounts/{account.id}", as_=manager)

    assert answer.status_code == 200
    assert answer.json()["expected"] == 8
    statement = await credit.get(f"/accounts/{account.id}/statement", as_=manager)
    assert answer.json()["balance"] == {
        "posted": 12,
        "held": 0,
        "available": 12,
        "arrears": 0,
        "version": 1,
        "head": statement.json()["closing"]["head"],
    }


async def seen(credit: ServiceKit, account_id: Any, actor: Any) -> tuple[int, int]:
    """The status of a single read, and how many accounts the list shows."""
    one = await credit.get(f"/accounts/{account_id}", as_=actor)
    listed = await credit.get("/accounts", as_=actor)
    return one.status_code, len(listed.json().get("items", []))


async def test_members_and_the_regions_officers_see_an_account_nobody_else(
    credit: ServiceKit,
) -> None:
    city, street, community = await credit.regions()
    _, other_street, _ = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    account = await account_of(credit, organization_id)

    for actor in (
        credit.actor(Role.ORG_MANAGER, organization=organization_id),
        credit.actor(Role.SOCIAL_WORKER, organization=organization_id),
        credit.actor(Role.COMMUNITY_MANAGER, region=community),
        credit.actor(Role.STREET_OFFICER, region=street),
        credit.actor(Role.CITY_ADMIN, region=city),
        credit.actor(Role.AUDITOR, region=city),
    ):
        assert await seen(credit, account.id, actor) == (200, 1)
    for actor in (
        credit.actor(Role.ORG_MANAGER, organization=ids.new()),
        credit.actor(Role.ORG_MANAGER, region=city),
        credit.actor(Role.STREET_OFFICER, region=other_street),
    ):
        assert await seen(credit, account.id, actor) == (404, 0)
    for actor in (
        credit.actor(Role.RESIDENT, region=community),
        credit.actor(Role.TEAM_LEADER, organization=organization_id),
    ):
        assert await seen(credit, account.id, actor) == (403, 0)
    assert await seen(credit, account.id, None) == (401, 0)


async def test_accounts_are_found_by_holder_and_by_region(credit: ServiceKit) -> None:
    city, street, community = await credit.regions()
    elsewhere = await credit.region(parent=city, level="street", kind="street")
    here = await given_an_organization(credit, community)
    there = await given_an_organization(credit, elsewhere)
    admin = credit.actor(Role.CITY_ADMIN, region=city)

    async def holders(**params: Any) -> list[str]:
        listed = await credit.get("/accounts", as_=admin, params=params)
        return [item["organization_id"] for item in listed.json()["items"]]

    assert await holders() == [str(there), str(here)]
    assert await holders(holder=there) == [str(there)]
    assert await holders(region=street.id) == [str(here)]
    assert await holders(region=street.id, holder=there) == []


async def test_accounts_come_in_pages(credit: ServiceKit) -> None:
    city, _, community = await credit.regions()
    organizations = [await given_an_organization(credit, community) for _ in range(5)]
    admin = credit.actor(Role.CITY_ADMIN, region=city)
    found: list[str] = []
    after = None

    while True:
        params = {"limit": 2} | ({"after": after} if after else {})
        page = (await credit.get("/accounts", as_=admin, params=params)).json()
        found += [item["organization_id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break

    assert found == [str(organization) for organization in reversed(organizations)]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/accounts/x", "account_id"),
        ("/accounts?holder=x", "holder"),
        ("/accounts?region=7", "region"),
        ("/accounts?limit=0", "limit"),
    ],
)
async def test_bad_input_is_named(credit: ServiceKit, path: str, parameter: str) -> None:
    city, _, _ = await credit.regions()

    answer = await credit.get(path, as_=credit.actor(Role.CITY_ADMIN, region=city))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameter
