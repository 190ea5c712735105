"""What can be done with drafts of organizations."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.registry.organization import errors, queries, rules
from services.registry.organization.model import Organization
from services.registry.organization.states import (
    Category,
    LegalType,
    OrganizationAction,
    Tier,
)
from services.registry.organization.use_cases import in_charge, must_hold, tell
from services.registry.region.rules import name_norm
from services.registry.region.states import Level
from shared import regions
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import BadValue


@dataclass(frozen=True, kw_only=True)
class Description:
    """What an organization says about itself, and may correct until it is submitted."""

    name: str
    categories: tuple[Category, ...] = ()
    is_sw_agency: bool = False
    members_count: int | None = None
    founded_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Draft(Description):
    """The same with what it is and where it is at home."""

    tier: Tier
    legal_type: LegalType
    home_region_id: UUID
    uscc: str | None = None


async def draft_organization(uow: UnitOfWork, *, draft: Draft) -> Organization:
    """Write an organization down; its authority has not been asked yet."""
    home = await regions.get(uow.session, draft.home_region_id)
    registered = draft.tier is Tier.REGISTERED
    must_hold(uow, home.path, queries.AUTHORS[registered])
    level = Level.DISTRICT if registered else Level.STREET
    authority = await queries.authority_of(uow, home.path, level)
    if authority is None or (not registered and home.level != Level.COMMUNITY):
        raise errors.NoAuthorityAbove("/home_region_id", level)
    _check_founding(uow, draft)
    uscc = await _free_uscc(uow, draft)
    await _free_name(uow, authority, draft.home_region_id, draft.name)
    organization = Organization(
        name=draft.name,
        name_norm=name_norm(draft.name),
        tier=draft.tier,
        legal_type=draft.legal_type,
        categories=[*draft.categories],
        is_sw_agency=draft.is_sw_agency,
        home_region_id=draft.home_region_id,
        authority_region_id=authority,
        author_id=uow.actor.id,
        uscc=uscc,
        members_count=draft.members_count,
        founded_on=draft.founded_on,
    )
    uow.add(organization)
    await tell(uow, organization)
    return organization


async def revise_draft(
    uow: UnitOfWork, *, organization_id: UUID, said: Description
) -> Organization:
    """Correct a draft, one that was returned, too; who did so does not accept it either."""
    organization = await in_charge(uow, organization_id, queries.AUTHORS)
    organization.decide(OrganizationAction.REVISE, organization.reason)
    _check_founding(uow, said)
    if name_norm(said.name) != organization.name_norm:
        authority, home = organization.authority_region_id, organization.home_region_id
        await _free_name(uow, authority, home, said.name)
    organization.name, organization.name_norm = said.name, name_norm(said.name)
    organization.categories = [*said.categories]
    organization.is_sw_agency = said.is_sw_agency
    organization.members_count = said.members_count
    organization.founded_on = said.founded_on
    organization.revised_by_id = uow.actor.id
    await tell(uow, organization)
    return organization


def _check_founding(uow: UnitOfWork, said: Description) -> None:
    if said.founded_on is not None and said.founded_on > day_of(uow.at):
        raise BadValue("/founded_on", "成立日期不能晚于今天。", "Nothing was founded after today.")


async def _free_uscc(uow: UnitOfWork, draft: Draft) -> str | None:
    if draft.tier is not Tier.REGISTERED:
        if draft.uscc is not None or draft.legal_type is not LegalType.COMMUNITY_GROUP:
            raise errors.UsccForbidden(rules.POINTER)
        return None
    if draft.uscc is None:
        raise errors.UsccRequired(rules.POINTER)
    uscc = rules.social_uscc(draft.uscc, draft.legal_type)
    if await uow.session.scalar(select(Organization.id).where(Organization.uscc == uscc)):
        raise errors.UsccUsed
    return uscc


async def _free_name(uow: UnitOfWork, authority: UUID, home_region_id: UUID, name: str) -> None:
    other = await queries.namesake(uow, authority, name)
    if other is not None and other.in_review_at(home_region_id):
        raise errors.FilingInReview
    if other is not None:
        raise errors.NameTaken
