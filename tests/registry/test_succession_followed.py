"""What follows from a merger: in credit, for the roles, and when two are asked for at once."""

import asyncio
from uuid import UUID

from sqlalchemy import select

from services.credit.account.model import Balance
from services.registry.draft.use_cases import Draft, draft_organization
from services.registry.organization.states import LegalType, Tier
from services.registry.organization.use_cases import (
    accept_organization,
    check_name,
    submit_organization,
)
from services.registry.region.use_cases import import_regions
from services.registry.succession.use_cases import merge_organization
from shared import ids
from shared.access import Role
from shared.contracts.registry import OrganizationMerged
from shared.contracts.registry import OrganizationState as OrganizationTold
from shared.db import UnitOfWork
from shared.events import Event
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.credit.book import Book
from tests.credit.given import account_of
from tests.registry.conftest import Committing
from tests.registry.given import (
    BODIES,
    ROWS,
    Tree,
    approver_in,
    given_a_body,
    given_a_person,
    given_a_tree,
)
from tests.registry.identity import bearer, claims, given_account, given_keys, given_role, tokens_of

REASON = "理事会决议，主管单位批复"


async def test_what_the_registry_tells_moves_the_credits(
    registry: ServiceKit, credit: ServiceKit
) -> None:
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    community = await _the_same_places(credit, tree)
    await _hear(credit, registry, OrganizationTold)
    account = (await account_of(credit, ended)).id
    await Book(credit, community, account).give(100)
    approver = approver_in(registry, tree.district)

    await registry.post(
        f"/organizations/{ended}/merger",
        {"successor_id": str(successor), "reason": REASON},
        as_=approver,
    )
    await _hear(credit, registry, OrganizationTold, OrganizationMerged)
    await credit.tick()

    left, passed = [await _stands(credit, one) for one in (ended, successor)]
    assert (left, passed) == (("succeeded", 0), ("open", 100))


async def _the_same_places(credit: ServiceKit, tree: Tree) -> RegionReplica:
    """Credit knows the district and the community by the registry's ids."""
    district = await credit.region(id=tree.district.id, level="district", kind="county_city")
    return await credit.region(id=tree.community.id, parent=district)


async def _hear(credit: ServiceKit, registry: ServiceKit, *kinds: type[Event]) -> None:
    """Credit is told all that the registry announced."""
    for kind in kinds:
        for told in await registry.events(kind.subject):
            await credit.receive(kind.model_validate(told))


async def _stands(credit: ServiceKit, organization_id: UUID) -> tuple[str, int]:
    account = await account_of(credit, organization_id)
    async with credit.begin() as uow:
        balance = await uow.session.get_one(Balance, account.id, populate_existing=True)
        return account.state, balance.posted


async def test_of_two_bodies_that_merge_into_each_other_one_stays(world: Committing) -> None:
    async with world.database.begin(at=world.now) as uow:
        await import_regions(uow, rows=ROWS)
        region = await uow.session.scalar(select(RegionReplica).filter_by(code="320585100007"))
        assert region is not None
        kinds = (LegalType.ASSOCIATION, LegalType.SOCIAL_SERVICE_AGENCY)
        pair = [await _registered(uow, region.id, one) for one in kinds]

    async def merge(ended: UUID, successor: UUID) -> None:
        async with world.database.begin(at=world.now) as uow:
            await merge_organization(uow, organization_id=ended, into=successor, reason=REASON)

    ended = await asyncio.gather(merge(*pair), merge(*reversed(pair)), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended) == ["NoneType", "SuccessorUnfit"]


async def _registered(uow: UnitOfWork, region_id: UUID, legal_type: LegalType) -> UUID:
    uscc = BODIES[legal_type]
    draft = Draft(
        name=f"太仓市{legal_type}",
        tier=Tier.REGISTERED,
        legal_type=legal_type,
        home_region_id=region_id,
        uscc=uscc,
    )
    made = await draft_organization(uow, draft=draft)
    made.author_id = ids.new()
    for step in (check_name, submit_organization, accept_organization):
        await step(uow, organization_id=made.id)
    return made.id


async def test_roles_for_a_body_that_merged_stay_to_wind_it_up_and_give_none_for_the_successor(
    registry: ServiceKit,
) -> None:
    await given_keys(registry)
    tree = await given_a_tree(registry)
    ended, successor = [await given_a_body(registry, tree, one) for one in list(BODIES)[:2]]
    for name, organization in (("zhao.min", ended), ("qian.li", successor)):
        holder = await given_account(registry, name, region=tree.community)
        await given_role(
            registry, holder.id, Role.ORG_MANAGER, tree.community, organization=organization
        )
    approver = approver_in(registry, tree.district)

    await registry.post(
        f"/organizations/{ended}/merger",
        {"successor_id": str(successor), "reason": REASON},
        as_=approver,
    )

    held = [
        {of for role, _, of in claims(await tokens_of(registry, name))["roles"] if of}
        for name in ("zhao.min", "qian.li")
    ]
    assert held == [{str(ended)}, {str(successor)}]


async def test_who_is_of_a_body_that_ended_decides_on_none_that_took_over(
    registry: ServiceKit,
) -> None:
    await given_keys(registry)
    tree = await given_a_tree(registry)
    first, second, third = [await given_a_body(registry, tree, one) for one in BODIES]
    person = await given_a_person(registry, tree.community)
    own = await given_account(registry, "zhao.min", region=tree.community, person_id=person)
    duty = await given_account(registry, "officer.zhao", person_id=person)
    stranger = await given_account(registry, "officer.qian")
    await given_role(registry, own.id, Role.ORG_MANAGER, tree.community, organization=first)
    for one in (duty, stranger):
        await given_role(registry, one.id, Role.REGISTRAR, tree.district)
    approver = approver_in(registry, tree.district)
    for ended, successor in ((first, second), (second, third)):
        asked = {"successor_id": str(successor), "reason": REASON}
        done = await registry.post(f"/organizations/{ended}/merger", asked, as_=approver)
        assert done.status_code == 200, done.text

    tokens = {name: await tokens_of(registry, name) for name in ("officer.zhao", "officer.qian")}
    path, why = f"/organizations/{third}/suspension", {"reason": REASON}
    told = [await registry.post(path, why, headers=bearer(one)) for one in tokens.values()]

    assert [answer.status_code for answer in told] == [403, 200]
    assert told[0].json()["type"] == "/problems/conflict-of-interest"
    orgs = [
        {*claims(one)["orgs"]} for one in (await tokens_of(registry, "zhao.min"), *tokens.values())
    ]
    took_over = {str(second), str(third)}
    assert orgs == [took_over, took_over | {str(first)}, set()]
