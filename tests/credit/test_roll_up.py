"""Sums by month are those of the journal, whether they are rolled up yet or not."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from services.credit.account.model import Account
from services.credit.checkpoint.queries import LEDGER
from services.credit.roll_up.model import EarnedMonth, RegionMonth, RolledUp
from services.credit.roll_up.queries import WRONG, leaders, months
from services.credit.roll_up.use_cases import roll_up
from services.credit.tier.queries import earned
from services.credit.transfer.model import Entry
from shared.access import Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.credit.given import account_of, given_an_organization, organization_state
from tests.credit.own import OwnLedger
from tests.credit.spending import a_scene
from tests.credit.test_grant_api import approve, propose

SINCE, UNTIL = date(2026, 1, 1), date(2027, 1, 1)
TABLES: tuple[Any, ...] = (EarnedMonth, RegionMonth)


async def totals(kit: ServiceKit, path: str = "") -> Any:
    async with kit.begin() as uow:
        return [tuple(row) for row in await months(uow, path, since=SINCE, until=UNTIL)]


async def ranked(kit: ServiceKit) -> Any:
    async with kit.begin() as uow:
        found = await leaders(uow, "", None, since=SINCE, until=UNTIL, least=1, most=10)
        return [(row.id, row.earned, row.postings) for row in found]


async def of_journal(kit: ServiceKit) -> Any:
    """The same, entry by entry."""
    gave = func.count().filter(Entry.amount > 0)
    counted = (func.sum(Entry.amount), gave, func.count(Entry.account_id.distinct()))
    sums = earned(select(*counted)).join(Account, Account.id == Entry.account_id)
    async with kit.begin() as uow:
        found = await uow.session.execute(sums.where(Account.organization_id.is_not(None)))
        return [("2026-03", *found.one())]


async def test_what_is_rolled_up_and_what_is_not_make_the_journal(sealed: OwnLedger) -> None:
    expected = await of_journal(sealed.kit)
    found = [await totals(sealed.kit), await ranked(sealed.kit)]

    async with sealed.kit.begin() as uow:
        before = (await uow.session.get_one(RolledUp, LEDGER)).xid_upto
        await roll_up(uow)
        assert (await uow.session.get_one(RolledUp, LEDGER)).xid_upto > before

    assert found[0] == expected
    assert found == [await totals(sealed.kit), await ranked(sealed.kit)]


async def test_rolling_up_again_adds_nothing(sealed: OwnLedger) -> None:
    found = []
    for _ in range(2):
        async with sealed.kit.begin() as uow:
            await roll_up(uow)
            sums = [await uow.session.scalar(select(func.sum(one.earned))) for one in TABLES]
        found.append(sums)

    assert found[0] == found[1]
    assert len({*found[0]}) == 1


async def test_what_was_earned_moves_with_the_organization(sealed: OwnLedger) -> None:
    _, street, community = sealed.regions
    elsewhere = await sealed.kit.region(parent=street)
    async with sealed.kit.begin() as uow:
        await roll_up(uow)
    city, before = await totals(sealed.kit), await totals(sealed.kit, community.path)
    mover = sealed.organizations[0]

    async def tell(home: RegionReplica, version: int) -> None:
        named = {"organization_id": mover, "version": version}
        await sealed.kit.receive(organization_state(home, **named))

    await tell(elsewhere, 2)
    here, there = [await totals(sealed.kit, one.path) for one in (community, elsewhere)]
    async with sealed.kit.begin() as uow:
        fault = (await uow.session.execute(WRONG)).one_or_none()
    await tell(community, 3)

    assert await totals(sealed.kit) == city
    assert [sum(pair) for pair in zip(here[0][1:], there[0][1:], strict=True)] == [*before[0][1:]]
    assert fault is None
    assert (await totals(sealed.kit, community.path), await totals(sealed.kit, elsewhere.path)) == (
        before,
        [],
    )


async def test_a_moved_account_is_seen_by_the_officers_of_its_new_home(credit: ServiceKit) -> None:
    _, street, community = await credit.regions()
    elsewhere = await credit.region(parent=street)
    organization_id = await given_an_organization(credit, community)
    account = (await account_of(credit, organization_id)).id
    old, new = [
        credit.actor(Role.COMMUNITY_MANAGER, region=region) for region in (community, elsewhere)
    ]

    moved = organization_state(elsewhere, organization_id=organization_id, version=2)
    await credit.receive(moved)

    seen = [await credit.get(f"/accounts/{account}", as_=officer) for officer in (old, new)]
    assert [answer.status_code for answer in seen] == [404, 200]
    assert seen[1].json()["region_id"] == str(elsewhere.id)


async def test_what_runs_on_a_moved_account_is_decided_in_its_new_home(credit: ServiceKit) -> None:
    scene = await a_scene(credit)
    street = await credit.region(parent=scene.city, level="street", kind="street")
    await scene.earn(100)
    body = {"account_id": str(scene.account_id)}
    case = body | {"ground": "记录不符", "points": 20, "evidence": ["回访记录"]}
    ways = {
        "/penalties": (scene.officer(), case, "decision", {"upheld": False, "reason": "属实"}),
        "/redemptions": (scene.manager, body | {"item_id": await scene.item()}, "approval", None),
    }
    asked = {
        way: (await credit.post(way, what, as_=by)).json()["id"]
        for way, (by, what, _, _) in ways.items()
    }
    await credit.tick(credit.now + timedelta(days=20))
    home = {"organization_id": scene.organization_id, "version": 2}
    await credit.receive(organization_state(await credit.region(parent=street), **home))

    old, new = [
        credit.actor(Role.STREET_OFFICER, region=region) for region in (scene.community, street)
    ]
    for way, (_, _, step, what) in ways.items():
        place = f"{way}/{asked[way]}"
        seen = [(await credit.get(place, as_=officer)).status_code for officer in (old, new)]
        done = [
            (await credit.post(f"{place}/{step}", what, as_=officer)).status_code
            for officer in (old, new)
        ]
        assert (seen, done) == ([404, 200], [404, 200])


async def test_what_is_proposed_for_a_moved_account_is_decided_in_its_new_home(
    credit: ServiceKit,
) -> None:
    scene = await a_scene(credit)
    street = await credit.region(parent=scene.city, level="street", kind="street")
    asked = [(await propose(scene)).json() for _ in range(2)]
    home = {"organization_id": scene.organization_id, "version": 2}
    await credit.receive(organization_state(await credit.region(parent=street), **home))

    old, new = [
        credit.actor(Role.STREET_OFFICER, region=region) for region in (scene.community, street)
    ]
    place = f"/grants/{asked[1]['id']}"
    seen = [(await credit.get(place, as_=officer)).status_code for officer in (old, new)]
    listed = [
        len((await credit.get("/grants", as_=officer)).json()["items"]) for officer in (old, new)
    ]
    approved = [(await approve(scene, asked[0], officer)).status_code for officer in (old, new)]
    declined = [
        (await credit.post(f"{place}/rejection", {}, as_=officer)).status_code
        for officer in (old, new)
    ]

    assert (seen, listed) == ([404, 200], [0, 2])
    assert (approved, declined) == ([404, 200], [404, 200])
