"""What tests of spending, penalties and grants start from: an organization and its officers."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.credit.account.model import AccountKind, Balance
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from services.credit.transfer.model import Posting, TransferKind
from shared import ids
from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.by_hand import approved
from tests.credit.given import account_of, given_an_organization


@dataclass
class Scene:
    """An organization with an account, its manager, and officers over its region."""

    credit: ServiceKit
    city: RegionReplica
    community: RegionReplica
    organization_id: UUID
    account_id: UUID
    manager: Actor

    def officer(self) -> Actor:
        """One more officer of the city."""
        return self.credit.actor(Role.CITY_ADMIN, region=self.city)

    async def earn(self, amount: int, **fields: Any) -> UUID:
        """Credits come in."""
        async with self.credit.begin() as uow:
            issuer = await system_account(uow, kind=AccountKind.ISSUE, region_id=self.community.id)
            given: dict[str, Any] = {
                "key": ids.new(),
                "kind": TransferKind.GRANT,
                "effective_on": MONDAY.date(),
                "source_type": "credit.grant",
                "source_id": ids.new(),
                "policy_id": None,
                "explanation": {},
            }
            asked = Posting(debit=issuer, credit=self.account_id, amount=amount, **given | fields)
            posted = await ledger.post(uow, asked)
            await approved(uow, asked, posted, self.account_id)
            return posted

    async def issuer(self) -> UUID:
        """The district's account that grants."""
        async with self.credit.begin() as uow:
            return await system_account(uow, kind=AccountKind.ISSUE, region_id=self.community.id)

    async def stands(self) -> tuple[int, int, int]:
        """What is posted, held and in arrears."""
        async with self.credit.begin() as uow:
            balance = await uow.session.get_one(Balance, self.account_id, populate_existing=True)
            return balance.posted, balance.held, balance.arrears

    async def item(self, **fields: Any) -> str:
        """Something to redeem; answers its id."""
        given = {
            "code": f"VENUE-{ids.new().hex[-8:].upper()}",
            "title": "街道活动室一小时",
            "kind": "venue_hours",
            "price": 60,
            "stock": 1,
            "region_id": str(self.city.id),
            "valid_from": "2026-01-01",
        }
        answer = await self.credit.post("/redemption-items", given | fields, as_=self.officer())
        assert answer.status_code == 201, answer.text
        made: str = answer.json()["id"]
        return made


async def a_scene(credit: ServiceKit) -> Scene:
    """An organization that works here."""
    city, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    account = await account_of(credit, organization_id)
    manager = credit.actor(Role.ORG_MANAGER, organization=organization_id)
    return Scene(credit, city, community, organization_id, account.id, manager)


async def neighbor(scene: Scene, organization_id: UUID | None = None) -> Scene:
    """One more organization of the same community."""
    if organization_id is None:
        organization_id = await given_an_organization(scene.credit, scene.community)
    account = await account_of(scene.credit, organization_id)
    manager = scene.credit.actor(Role.ORG_MANAGER, organization=organization_id)
    return replace(scene, organization_id=organization_id, account_id=account.id, manager=manager)


async def look(scene: Scene, at: datetime | None = None) -> dict[str, object]:
    """The tier as it is shown, after every timer that is due then."""
    await scene.credit.tick(at)
    answer = await scene.credit.get(f"/accounts/{scene.account_id}/tier", as_=scene.manager)
    shown: dict[str, object] = answer.json()
    return shown


async def restand(scene: Scene) -> None:
    """Let the tier be looked at, as after every posting of a fact."""
    async with scene.credit.begin() as uow:
        await uow.schedule("tier_review", scene.account_id, uow.at)
