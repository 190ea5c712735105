"""How a won claim becomes a contract. Locks: contract, project, listing, claim, funds."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.procurement.claim import queries as claims
from services.procurement.claim.errors import ClaimNotReady
from services.procurement.claim.model import Claim
from services.procurement.claim.states import ClaimAction, ListingAction
from services.procurement.claim.use_cases import end_claim
from services.procurement.contract.errors import NotASigner, SigningOver
from services.procurement.contract.model import Contract
from services.procurement.contract.queries import contract_in_charge, visible
from services.procurement.contract.rules import split_budget
from services.procurement.contract.states import ContractState, Side
from services.procurement.fund import use_cases as funds
from services.procurement.fund.rules import over_at
from services.procurement.project import use_cases as projects
from services.procurement.project.model import Project
from services.procurement.project.queries import (
    AUTHORS,
    FUNDERS,
    check_no_party,
    check_no_party_to,
    project_in_charge,
)
from services.procurement.project.states import ProjectAction
from services.procurement.settlement.queries import check_settled, open_advance
from services.procurement.succession.queries import supplier_of
from shared import ids, regions
from shared.access import Role
from shared.clock import day_of, midnight
from shared.contracts.procurement import ContractSigned
from shared.db import UnitOfWork
from shared.deadlines import TimerRow
from shared.durations import Duration, due
from shared.policy import Parameter

FAILED = "末期评估不合格，合同终止"
"""Why a contract ends that was settled without having passed."""

SIGNING_END = "contract_signing_end"
CONTRACT_START = "contract_start"

THIRTY_DAYS = Duration(value=30, unit="day")
SIGNING = Parameter(
    "contract.signing", Duration, default=THIRTY_DAYS, source="spec/procurement.md §2.3"
)


async def draw_up_contract(
    uow: UnitOfWork, *, project_id: UUID, starts_on: date | None, ends_on: date | None
) -> Contract:
    """Draw up the contract on a confirmed claim whose publicity is over; nothing in it changes."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    listing = await claims.latest_listing(uow, project.id)
    claim = await claims.active_claim(uow, listing.id)
    if claim is None:
        raise ClaimNotReady(state=listing.state, publicity_ends_at=None)
    await check_no_party(uow, claim.organization_id)
    await claims.check_claimant(uow, claim)
    claim.contract(at=uow.at)
    today = day_of(uow.at)
    period = (starts_on or max(project.starts_on, today), ends_on or project.ends_on)
    contract = Contract.on(project, claim, period, by=uow.actor.id)
    uow.add(contract)
    sign_by = due(uow.at, SIGNING.kept(project.rules)).at
    await uow.schedule(SIGNING_END, contract.id, min(sign_by, over_at(contract.ends_on)))
    return contract


async def sign_contract(uow: UnitOfWork, *, contract_id: UUID) -> Contract:
    """Sign for one's side; with the second signature the money is committed."""
    contract = await uow.get(Contract, contract_id, where=visible(uow.actor))
    supplier = await supplier_of(uow, contract)
    side = await _side_of(uow, contract, supplier)
    await _check_in_time(uow, contract)
    await claims.check_eligible(uow, supplier, contract.project_id)
    fact = contract.sign(side, by=uow.actor.id, at=uow.at)
    if fact is not None:
        await _bind(uow, contract, fact)
    return contract


async def start_contract(uow: UnitOfWork, *, contract_id: UUID) -> None:
    """The first day of service has come."""
    contract = await uow.get(Contract, contract_id)
    if contract.state is ContractState.SIGNED:
        contract.start()
        (await uow.get(Project, contract.project_id)).move(ProjectAction.DELIVER)


async def conclude_contract(uow: UnitOfWork, *, contract_id: UUID, failed: bool) -> Contract:
    """Everything is settled: what is left is free; what `failed` in the end met no demand."""
    contract = await uow.get(Contract, contract_id)
    await _end(uow, contract, FAILED if failed else None)
    await _decommit(uow, contract)
    return contract


async def terminate_contract(uow: UnitOfWork, *, contract_id: UUID, reason: str) -> Contract:
    """End a contract early; its money stays committed until what was delivered is settled."""
    advance = await open_advance(uow, contract_id)
    contract = await contract_in_charge(uow, contract_id, *AUTHORS)
    await _end(uow, contract, reason)
    # or one that was worked out while the contract was waited for
    if advance := advance or await open_advance(uow, contract_id):
        advance.give_up(at=uow.at)
    await uow.unschedule(CONTRACT_START, contract.id)
    return contract


async def free_commitment(uow: UnitOfWork, *, contract_id: UUID) -> Contract:
    """After a termination is settled, give the rest of the money back to its funds."""
    contract = await contract_in_charge(uow, contract_id, *FUNDERS)
    contract.must_be_terminated()
    await check_settled(uow, contract.id)
    await _decommit(uow, contract)
    return contract


async def annul_contract(uow: UnitOfWork, *, contract_id: UUID, reason: str) -> Contract:
    """The two did not agree: the draft is void and the project is open to others again."""
    contract = await contract_in_charge(uow, contract_id, *AUTHORS)
    await _void(uow, contract, reason)
    return contract


async def end_signing(uow: UnitOfWork, *, contract_id: UUID) -> None:
    """The time to sign is over."""
    contract = await uow.get(Contract, contract_id)
    if contract.state is ContractState.DRAFT:
        await _void(uow, contract, "逾期未签署")


async def _end(uow: UnitOfWork, contract: Contract, reason: str | None) -> None:
    terminated = None if reason is None else contract.terminate(reason=reason, at=uow.at)
    uow.emit(terminated or contract.complete(at=uow.at))
    await projects.close(uow, project_id=contract.project_id, reason=reason)
    claim = await uow.get(Claim, contract.claim_id)
    claim.end(ClaimAction.FULFILL, reason=reason, at=uow.at)


async def _void(uow: UnitOfWork, contract: Contract, reason: str) -> None:
    contract.void(reason=reason, at=uow.at)
    await uow.unschedule(SIGNING_END, contract.id)
    action = ClaimAction.FALL_THROUGH
    await end_claim(uow, claim_id=contract.claim_id, action=action, reason=reason)


async def _bind(uow: UnitOfWork, contract: Contract, fact: ContractSigned) -> None:
    project = await uow.get(Project, contract.project_id)
    project.move(ProjectAction.CONTRACT)
    listing = await claims.latest_listing(uow, project.id)
    listing.move(ListingAction.CONTRACT)
    key = ids.derived(contract.id, "commit")
    await funds.commit(uow, lines=contract.budget_lines, ref=contract.id, key=key)
    left = split_budget(contract.value_fen, project.budget_lines)[1]
    await projects.release_budget(uow, project=project, lines=left)
    await uow.unschedule(SIGNING_END, contract.id)
    uow.emit(fact)
    if contract.starts_on <= day_of(uow.at):
        contract.start()
        project.move(ProjectAction.DELIVER)
    else:
        await uow.schedule(CONTRACT_START, contract.id, midnight(contract.starts_on))


async def _decommit(uow: UnitOfWork, contract: Contract) -> None:
    key = ids.derived(contract.id, "decommit")
    await funds.decommit(uow, ref=contract.id, key=key)


async def _check_in_time(uow: UnitOfWork, contract: Contract) -> None:
    ends = (TimerRow.kind == SIGNING_END, TimerRow.subject_id == contract.id)
    sign_by = await uow.session.scalar(select(TimerRow.due_at).where(*ends))
    if sign_by is not None and uow.at >= sign_by:  # the timer may be late
        raise SigningOver(sign_by=sign_by)


async def _side_of(uow: UnitOfWork, contract: Contract, supplier: UUID) -> Side:
    region = await regions.get(uow.session, contract.region_id)
    supplies = uow.actor.acts_for(supplier, Role.ORG_MANAGER)
    buys = uow.actor.governs(region.path, *AUTHORS)
    other = contract.organization_signed_by if buys else contract.buyer_signed_by
    if supplies == buys or uow.actor.id == other:
        raise NotASigner
    if buys:
        await check_no_party_to(uow, contract.project_id, contract.organization_id)
    return Side.BUYER if buys else Side.ORGANIZATION
