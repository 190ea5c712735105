"""What can be done with penalties. Locks: the organization, then the penalty."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.credit_entry.states import Ground
from services.registry.credit_entry.use_cases import SOURCE, Charge, propose_by_itself
from services.registry.organization.model import YEARS, Organization
from services.registry.organization.rules import years_after
from services.registry.organization.use_cases import body_overseen, require_other
from services.registry.oversight.queries import DECIDERS, REGISTRARS
from services.registry.penalty import queries
from services.registry.penalty.model import Penalty
from services.registry.penalty.rules import ground_of
from services.registry.penalty.states import PenaltyKind
from shared.access import Role
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.policy import Parameter, whole

FINE_FEN = Parameter(
    "registry.credit.serious_fine_fen", whole(1, 10**12), default=5_000_000, source=SOURCE
)
PENALTY_YEARS = Parameter("registry.credit.penalty_years", YEARS, default=3, source=SOURCE)
PENALTIES = Parameter("registry.credit.penalties", whole(2, 100), default=2, source=SOURCE)


@dataclass(frozen=True, kw_only=True)
class Imposed:
    """What an agency imposed, and when."""

    kind: PenaltyKind
    amount_fen: int | None
    agency: str
    document_no: str
    decided_on: date


async def record_penalty(uow: UnitOfWork, *, organization_id: UUID, imposed: Imposed) -> Penalty:
    """Take down what an agency imposed; the list that it leads to is proposed at once."""
    if imposed.decided_on > day_of(uow.at):
        raise BadValue("/decided_on", "处罚决定日期不能晚于今天。", "Nothing was decided later.")
    body = await body_overseen(uow, organization_id, *REGISTRARS)
    penalty = Penalty(
        organization_id=body.id,
        region_id=body.home_region_id,
        recorded_by=uow.actor.id,
        recorded_at=uow.at,
        **vars(imposed),
    )
    await _propose(uow, body, penalty)
    uow.add(penalty)
    return penalty


async def fulfill_penalty(uow: UnitOfWork, *, penalty_id: UUID, on: date) -> Penalty:
    """Take down that the body did what was imposed on it."""
    penalty = await _found(uow, penalty_id, *REGISTRARS)
    if not penalty.decided_on <= on <= day_of(uow.at):
        told = "履行日期不能早于处罚决定，也不能晚于今天。"
        raise BadValue("/fulfilled_on", told, "It lies between the decision and today.")
    penalty.fulfill(on=on)
    return penalty


async def annul_penalty(uow: UnitOfWork, *, penalty_id: UUID, reason: str) -> Penalty:
    """Take down that it counts no more, as another officer than who recorded it."""
    penalty = await _found(uow, penalty_id, *DECIDERS)
    await require_other(uow, penalty.recorded_by)
    penalty.annul(reason, by=uow.actor.id)
    return penalty


async def _found(uow: UnitOfWork, penalty_id: UUID, *roles: Role) -> Penalty:
    named = await uow.see(Penalty, penalty_id, queries.visible(uow.actor))
    await body_overseen(uow, named.organization_id, *roles)
    return await uow.get(Penalty, penalty_id)


async def _propose(uow: UnitOfWork, body: Organization, penalty: Penalty) -> None:
    here, at = body.home_region_id, uow.at
    fine_fen = await FINE_FEN.value(uow, region_id=here, at=at)
    years = await PENALTY_YEARS.value(uow, region_id=here, at=at)
    times = await PENALTIES.value(uow, region_id=here, at=at)
    since = years_after(penalty.decided_on, -years)
    before = await queries.lighter_since(uow, body.id, since, below_fen=fine_fen)
    ground = ground_of(
        penalty.kind, penalty.amount_fen, fine_fen=fine_fen, lighter=len(before), times=times
    )
    if ground is None:
        return
    counted = [*before, penalty] if ground is Ground.B5 else [penalty]
    basis = {
        "penalties": [str(one.id) for one in counted],
        "fine_fen": fine_fen,
        "years": years,
        "times": times,
    }
    facts = f"{penalty.agency}于 {penalty.decided_on} 作出处罚（{penalty.document_no}）。"
    charge = Charge(ground=ground, facts=facts, evidence=[penalty.document_no], basis=basis)
    await propose_by_itself(uow, organization=body, charge=charge)
