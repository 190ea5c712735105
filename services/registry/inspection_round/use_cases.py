"""How bodies and inspectors are drawn. Locks: the round."""

from datetime import datetime
from uuid import UUID

from services.registry.grant.queries import ties_among
from services.registry.inspection import queries as inspections
from services.registry.inspection.errors import BodyActive
from services.registry.inspection.model import Inspection
from services.registry.inspection.states import InspectionAction
from services.registry.inspection_round import errors, queries, rules
from services.registry.inspection_round.model import DrawLists, InspectionRound
from services.registry.organization.model import YEARS, Organization
from services.registry.organization.rules import years_after
from services.registry.organization.states import LegalType
from services.registry.organization.use_cases import body_overseen, must_hold, require_other
from services.registry.oversight.queries import DECIDERS, REGISTRARS
from services.registry.region.states import Level
from shared import ids, regions
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

COLUMN = "inspection_round.secret"
"""What the sealed secret of the draw is bound to."""
SOURCE = "spec/registry.md §2.10"
SHARE = whole(1, rules.WHOLE)
COUNTY_SHARE = Parameter(
    "registry.inspection.county_share_bp", SHARE, default=300, source=f"{SOURCE}: county ≥ 3 %"
)
CITY_SHARE = Parameter(
    "registry.inspection.city_share_bp", SHARE, default=400, source=f"{SOURCE}: city ≥ 4 %"
)
TIES_YEARS = Parameter(
    "registry.inspection.ties_years", YEARS, default=2, source=f"{SOURCE}; the length is our own"
)


async def freeze_lists(
    uow: UnitOfWork, *, region_id: UUID, name: str, legal_types: tuple[LegalType, ...]
) -> InspectionRound:
    """Fix who may be drawn, and commit to a secret before anyone adds a word to it."""
    region = await regions.get(uow.session, region_id)
    must_hold(uow, region.path, REGISTRARS)
    bodies = await queries.bodies_under(uow, region, legal_types)
    if not bodies:
        raise errors.NothingToInspect
    if len(bodies) > queries.CANDIDATES_MAX:
        raise errors.TooManyCandidates(limit=queries.CANDIDATES_MAX)
    inspectors = await queries.inspectors_over(uow, region, uow.at)
    if len(inspectors) < rules.INSPECTORS_EACH:
        there, required = len(inspectors), rules.INSPECTORS_EACH
        raise errors.TooFewInspectors(there=there, required=required)
    share = CITY_SHARE if region.level == Level.CITY else COUNTY_SHARE
    both = [sorted(str(one) for one in some) for some in (bodies, inspectors)]
    round_id, secret = ids.new(), ids.secret()
    made = InspectionRound(
        id=round_id,
        region_id=region_id,
        name=name,
        legal_types=[*legal_types],
        share_bp=await share.value(uow, region_id=region_id, at=uow.at),
        candidates=len(bodies),
        lists_sha256=rules.fingerprint(*both),
        commitment=rules.hashed(secret),
        sealed_secret=uow.vault.seal(COLUMN, round_id, secret),
        frozen_by=uow.actor.id,
        frozen_at=uow.at,
    )
    uow.add(made)
    await uow.flush()
    uow.add(DrawLists(round_id=round_id, bodies=both[0], inspectors=both[1]))
    return made


async def draw(uow: UnitOfWork, *, round_id: UUID, word: str) -> InspectionRound:
    """Draw the bodies and who goes to each, as another officer than who fixed the lists."""
    found = await uow.get(InspectionRound, round_id)
    region = await regions.get(uow.session, found.region_id)
    must_hold(uow, region.path, DECIDERS)
    await require_other(uow, found.frozen_by)
    secret = uow.vault.open(COLUMN, found.id, found.sealed_secret)
    found.reveal(secret=secret, word=word, by=uow.actor.id, at=uow.at)
    await _send_next(uow, found, found.size, drawn=0)
    return found


async def replace_body(uow: UnitOfWork, *, inspection_id: UUID, reason: str) -> Inspection:
    """Let the next body in the order take the place of one that is active no more."""
    named = await uow.see(Inspection, inspection_id, inspections.visible(uow.actor))
    body = await body_overseen(uow, named.organization_id, *REGISTRARS)
    if body.active:
        raise BodyActive(state=body.state)
    found = await uow.get(Inspection, inspection_id)
    found.decide(InspectionAction.REPLACE, reason)
    round_ = await uow.lock(InspectionRound, named.round_id)
    await _send_next(uow, round_, 1, drawn=await inspections.drawn(uow, round_.id))
    return found


async def _send_next(uow: UnitOfWork, found: InspectionRound, number: int, *, drawn: int) -> None:
    """Let two inspectors without ties go to each of the next bodies, so many being `drawn`."""
    assert found.seed is not None
    lists = await uow.session.get_one(DrawLists, found.id)
    bodies = lists.order(found.seed)[drawn : drawn + number]
    if not bodies:
        raise errors.NobodyLeft
    named, inspectors = ([UUID(one) for one in some] for some in (bodies, lists.inspectors))
    tied = await ties_among(uow, inspectors, named, await _since(uow, found))
    known = {one.id: one for one in await queries.organizations(uow, named)}
    for place, body in enumerate(bodies, drawn + 1):
        kin = sorted(str(account) for account, of in tied if str(of) == body)
        sent = rules.sent(body, lists.inspectors, seed=found.seed, tied=kin)
        if len(sent) < rules.INSPECTORS_EACH:
            raise errors.TooFewInspectors(there=len(sent), required=rules.INSPECTORS_EACH)
        lists.ties = [*lists.ties, *([one, body] for one in kin)]
        uow.add(_inspection(found, known[UUID(body)], place, sent))


async def _since(uow: UnitOfWork, found: InspectionRound) -> datetime:
    years = await TIES_YEARS.value(uow, region_id=found.region_id, at=uow.at)
    return midnight(years_after(day_of(uow.at), -years))


def _inspection(
    found: InspectionRound, body: Organization, place: int, sent: list[str]
) -> Inspection:
    return Inspection(
        round_id=found.id,
        organization_id=body.id,
        region_id=body.home_region_id,
        name=body.name,
        uscc=body.uscc,
        place=place,
        first_inspector=UUID(sent[0]),
        second_inspector=UUID(sent[1]),
    )
