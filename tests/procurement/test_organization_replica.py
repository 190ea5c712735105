from sqlalchemy import select

from services.procurement.organization_replica.model import OrganizationReplica
from shared import ids
from shared.contracts.registry import OrganizationState
from shared.testing.kit import ServiceKit

ORGANIZATION = ids.new()


def an_organization(version: int = 1, name: str = "春晖社工服务中心") -> OrganizationState:
    return OrganizationState(
        organization_id=ORGANIZATION,
        version=version,
        name=name,
        tier="registered",
        legal_type="social_service_agency",
        state="active",
        home_region_id=ids.new(),
        founded_on=None,
    )


async def names(procurement: ServiceKit) -> list[str]:
    async with procurement.begin() as uow:
        return list(await uow.session.scalars(select(OrganizationReplica.name)))


async def test_the_newest_state_of_an_organization_is_kept(procurement: ServiceKit) -> None:
    await procurement.receive(an_organization(version=1), an_organization(version=3, name="新名"))

    await procurement.receive(an_organization(version=2, name="旧名"))

    assert await names(procurement) == ["新名"]


async def test_a_repeated_event_changes_nothing(procurement: ServiceKit) -> None:
    told = an_organization()
    await procurement.receive(told)

    await procurement.receive(told)

    assert await names(procurement) == ["春晖社工服务中心"]
