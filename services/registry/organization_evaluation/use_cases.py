"""How a body is evaluated. Locks: the organization, then its evaluation."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.registry.annual_check.queries import last_checks
from services.registry.credit_entry.queries import listed_anywhere, open_entry
from services.registry.evaluation_scheme.model import EvaluationScheme
from services.registry.evaluation_scheme.queries import is_followed
from services.registry.grant.queries import ties_among
from services.registry.organization.errors import NotOverseen
from services.registry.organization.model import YEARS, Organization
from services.registry.organization.rules import years_after
from services.registry.organization.states import Tier
from services.registry.organization.use_cases import body_overseen, require_other
from services.registry.organization_evaluation import errors, queries
from services.registry.organization_evaluation.model import OrganizationEvaluation
from services.registry.organization_evaluation.rules import Record, obstacles
from services.registry.organization_evaluation.states import EvaluationAction, Obstacle
from services.registry.oversight.queries import DECIDERS, REGISTRARS
from services.registry.penalty.queries import penalties_of
from services.registry.penalty.states import PenaltyState
from shared import regions
from shared.access import Role
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.errors import BadValue
from shared.policy import Parameter

SOURCE = "spec/registry.md §2.10"
YOUNG_YEARS = Parameter("registry.evaluation.registered_years", YEARS, default=2, source=SOURCE)
UPGRADE_YEARS = Parameter("registry.evaluation.upgrade_years", YEARS, default=2, source=SOURCE)
RECUSAL_YEARS = Parameter("registry.evaluation.recusal_years", YEARS, default=2, source=SOURCE)
PUBLICITY = Parameter(
    "registry.evaluation.publicity",
    Duration,
    default=Duration(value=5, unit="wd"),
    source=f"{SOURCE}; the length is our own",
)
IN_A_ROW_MAX = 2
"""So often one person may assess a body in a row (spec/registry.md §2.10)."""
PUBLICITY_OVER = "evaluation_publicity_over"
"""The timer after which a grade that nobody asked to review is granted."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What the assessors found on site, out of 1000."""

    visited_on: date
    assessor_ids: list[UUID]
    score: int
    findings: str


async def apply(
    uow: UnitOfWork, *, organization_id: UUID, scheme_id: UUID
) -> OrganizationEvaluation:
    """Ask that one's organization is evaluated by a scheme of its region."""
    named = await uow.see(Organization, organization_id, queries.managed(uow.actor))
    scheme = await uow.see(EvaluationScheme, scheme_id)
    body = await uow.lock(Organization, named.id)
    if body.tier is not Tier.REGISTERED:
        raise NotOverseen(organization=body.name, state=body.state)
    await _check_scheme(uow, scheme, body)
    if found := await queries.running(uow, body.id):
        raise errors.EvaluationRunning(evaluation_id=str(found))
    await _check_eligible(uow, body)
    made = OrganizationEvaluation(
        organization_id=body.id,
        region_id=body.home_region_id,
        scheme_id=scheme.id,
        name=body.name,
        uscc=body.uscc,
        year=scheme.year,
        bands=scheme.bands,
        applied_by=uow.actor.id,
        applied_at=uow.at,
    )
    uow.add(made)
    return made


async def admit(
    uow: UnitOfWork, *, evaluation_id: UUID, admitted: bool, reason: str
) -> OrganizationEvaluation:
    """Pass the check of its eligibility, which is looked at again, or say why not."""
    found, body = await overseen(uow, evaluation_id, *REGISTRARS)
    found.decide(EvaluationAction.ADMIT if admitted else EvaluationAction.REFUSE, reason)
    if admitted:
        await _check_eligible(uow, body)
    return found


async def record_visit(
    uow: UnitOfWork, *, evaluation_id: UUID, visit: Visit
) -> OrganizationEvaluation:
    """Take down what the assessors found; none of them has or had to do with the body."""
    found, body = await overseen(uow, evaluation_id, *REGISTRARS)
    if not day_of(found.applied_at) <= visit.visited_on <= day_of(uow.at):
        told = "实地考察日期应在申请之后，且不晚于今天。"
        raise BadValue("/visited_on", told, "It lies between the application and today.")
    await _check_assessors(uow, body, visit.assessor_ids)
    found.take_score(
        visit.score,
        visit.findings,
        assessor_ids=visit.assessor_ids,
        visited_on=visit.visited_on,
        by=uow.actor.id,
    )
    return found


async def publicize(
    uow: UnitOfWork, *, evaluation_id: UUID, publicized: bool, reason: str
) -> OrganizationEvaluation:
    """Let everybody see the grade to be, or have it assessed again, as another officer."""
    found, body = await overseen(uow, evaluation_id, *DECIDERS)
    await require_other(uow, *found.hands)
    if not publicized:
        found.decide(EvaluationAction.RESCORE, reason)
        return found
    length = await PUBLICITY.value(uow, region_id=found.region_id, at=uow.at)
    ends_at = due(uow.at, length).at
    found.publicize(reason, by=uow.actor.id, ends_at=ends_at)
    if await listed_anywhere(uow, body.id):
        raise errors.NotEvaluable(reasons=[Obstacle.ON_A_LIST])
    await uow.schedule(PUBLICITY_OVER, found.id, ends_at + timedelta(seconds=1))
    return found


async def overseen(
    uow: UnitOfWork, evaluation_id: UUID, *roles: Role
) -> tuple[OrganizationEvaluation, Organization]:
    """An evaluation in sight and its body, of whoever holds one of the roles there."""
    named = await uow.see(OrganizationEvaluation, evaluation_id, queries.visible(uow.actor))
    body = await body_overseen(uow, named.organization_id, *roles)
    return await uow.get(OrganizationEvaluation, evaluation_id), body


async def _check_scheme(uow: UnitOfWork, scheme: EvaluationScheme, body: Organization) -> None:
    home = await regions.get(uow.session, body.home_region_id)
    above = await regions.get(uow.session, scheme.region_id)
    fits = home.path.startswith(above.path) and body.legal_type in scheme.legal_types
    if not fits or await is_followed(uow, scheme, body.legal_type):
        raise errors.SchemeUnfit(legal_type=body.legal_type)


async def _check_eligible(uow: UnitOfWork, body: Organization) -> None:
    here, at = body.home_region_id, uow.at
    penalties = await penalties_of(uow, body.id)
    held = await queries.grade_held(uow, body.id)
    record = Record(
        active=body.active,
        registered_on=body.registered_on,
        granted_on=held.granted_on if held else None,
        checks=[one.state for one in await last_checks(uow, body.id, 2)],
        punished_on=[one.decided_on for one in penalties],
        penalty_open=any(one.state is PenaltyState.RECORDED for one in penalties),
        under_investigation=await open_entry(uow, body.id) is not None,
        on_a_list=await listed_anywhere(uow, body.id),
    )
    found = obstacles(
        record,
        today=day_of(at),
        years=await YOUNG_YEARS.value(uow, region_id=here, at=at),
        upgrade_years=await UPGRADE_YEARS.value(uow, region_id=here, at=at),
    )
    if found:
        raise errors.NotEvaluable(reasons=[*found])


async def _check_assessors(uow: UnitOfWork, body: Organization, accounts: list[UUID]) -> None:
    if {*accounts} != await queries.assessors_among(uow, accounts, uow.at):
        told = "评估人员须为当前具有专家或评估人员角色的账号。"
        raise BadValue("/assessor_ids", told, "Assessors hold the role expert or evaluator now.")
    years = await RECUSAL_YEARS.value(uow, region_id=body.home_region_id, at=uow.at)
    since = midnight(years_after(day_of(uow.at), -years))
    if tied := await ties_among(uow, accounts, [body.id], since):
        recused = sorted(str(one) for one, _ in tied)
        raise errors.AssessorRecused(assessor_ids=recused, years=years)
    always = await queries.assessors_of_late(uow, body.id, IN_A_ROW_MAX)
    if again := sorted(always & {str(one) for one in accounts}):
        raise errors.AssessorTooOften(assessor_ids=again, times=IN_A_ROW_MAX)
