"""What can be done with settlements. The contract is locked first: its tranches are one sum."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.procurement.contract import use_cases as contracts
from services.procurement.contract.model import Contract
from services.procurement.contract.states import ContractState, Gate
from services.procurement.evaluation.model import Evaluation
from services.procurement.evaluation.queries import latest
from services.procurement.evaluation.rules import RECTIFICATION
from services.procurement.evaluation.states import EvaluationState, Grade, Phase
from services.procurement.fund import use_cases as funds
from services.procurement.fund.queries import is_freed
from services.procurement.oversight.queries import (
    CHECKERS,
    check_charge,
    contract_overseen,
    overseen,
)
from services.procurement.service_log.queries import last_link
from services.procurement.service_log.states import LogState
from services.procurement.settlement import queries
from services.procurement.settlement.errors import (
    EvaluationPending,
    LogsUndecided,
    NoSuchTranche,
    NothingToRecover,
    NotInForce,
    RectificationOpen,
    ResidentsNotHeard,
)
from services.procurement.settlement.model import SILENCE, Settlement
from services.procurement.settlement.rules import Terms, check_penalties, item_figures, ratio_up_to
from services.procurement.settlement.states import SettlementState
from services.procurement.succession.queries import acts_for_supplier, supplier_of
from shared.access import Role
from shared.db import UnitOfWork

IN_FORCE = (ContractState.SIGNED, ContractState.ACTIVE, ContractState.TERMINATED)
UNDECIDED = {
    Gate.MID_TERM: (LogState.SAMPLED, LogState.DISPUTED),
    Gate.FINAL: (LogState.SUBMITTED, LogState.SAMPLED, LogState.DISPUTED),
}
"""Logs that must not be left behind; after the last tranche nothing else is paid."""


async def settle_tranche(
    uow: UnitOfWork, *, contract_id: UUID, gate: Gate, penalties: Sequence[dict[str, Any]]
) -> Settlement:
    """Work out a tranche: the advance at once, the others when their evaluation is final."""
    contract = await contract_overseen(uow, contract_id)
    await check_charge(uow, contract, *CHECKERS)
    ended = contract.state is ContractState.TERMINATED
    if contract.state not in IN_FORCE or (ended and gate is Gate.SIGNING):
        raise NotInForce(state=contract.state)
    check_penalties(penalties, value_fen=contract.value_fen)
    before = await queries.settlements_before(uow, contract.id, gate)
    settlement = Settlement(
        contract_id=contract.id,
        project_id=contract.project_id,
        cluster_id=contract.cluster_id,
        region_id=contract.region_id,
        organization_id=contract.organization_id,
        gate=gate,
        value_fen=contract.value_fen,
        contract_sha256=contract.record_sha256,
        penalties=[*penalties],
    )
    await _calculate(uow, contract, settlement, before)
    uow.add(settlement)
    return settlement


async def calculate_again(
    uow: UnitOfWork, *, settlement_id: UUID, penalties: Sequence[dict[str, Any]] | None
) -> Settlement:
    """Answer a dispute from the logs as they stand now, and with other `penalties` if they are."""
    contract, settlement = await _load(uow, settlement_id)
    await check_charge(uow, settlement, *CHECKERS)
    if penalties is not None:
        check_penalties(penalties, value_fen=contract.value_fen)
        settlement.penalties = [*penalties]
    before = await queries.settlements_of(uow, contract.id)
    earlier = [one for one in before if one.id != settlement.id]
    await _calculate(uow, contract, settlement, earlier)
    return settlement


async def dispute_settlement(uow: UnitOfWork, *, settlement_id: UUID, reason: str) -> Settlement:
    """One side does not agree with the figures: the supplier, or the buyer who found more."""
    contract, settlement = await _load(uow, settlement_id)
    if not (supplier := await acts_for_supplier(uow, contract, Role.ORG_MANAGER)):
        await check_charge(uow, settlement, *CHECKERS)
    newest = (await queries.settlements_of(uow, contract.id))[-1]
    reopens = not supplier and newest.id == settlement.id
    settlement.dispute(reason=reason, reopens=reopens)
    return settlement


async def confirm_settlement(uow: UnitOfWork, *, settlement_id: UUID) -> Settlement:
    """Agree for the supplier; or for the buyer, once the supplier was silent long enough."""
    contract, settlement = await _load(uow, settlement_id)
    if not (supplier := await acts_for_supplier(uow, contract, Role.ORG_MANAGER)):
        await check_charge(uow, settlement, *CHECKERS)
        await supplier_of(uow, contract)  # silence says nothing while nobody could speak
    settlement.confirm(by=uow.actor.id, supplier=supplier, at=uow.at)
    if settlement.balanced:
        await finish(uow, settlement=settlement)
    return settlement


async def recover_overpayment(uow: UnitOfWork, *, settlement_id: UUID) -> Settlement:
    """Book that the supplier has paid back what it owed, into the funds it came from."""
    contract, settlement = await _load(uow, settlement_id)
    await check_charge(uow, settlement, Role.FINANCE)
    if (await queries.settlements_of(uow, contract.id))[-1].id != settlement.id:
        raise NothingToRecover
    settlement.recover(at=uow.at)
    owed = settlement.clawback_fen
    over = settlement.gate is Gate.FINAL or await is_freed(uow, contract.id)
    take_back = funds.clawback if over else funds.refund
    await take_back(uow, amount_fen=owed, ref=contract.id, key=settlement.id)
    await finish(uow, settlement=settlement)
    return settlement


async def finish(uow: UnitOfWork, *, settlement: Settlement) -> None:
    """With the last tranche the contract is over: fulfilled, unless it failed (§2.5)."""
    contract = await uow.get(Contract, settlement.contract_id)
    if settlement.gate is Gate.FINAL and contract.state is ContractState.ACTIVE:
        failed = settlement.grade == Grade.FAIL
        await contracts.conclude_contract(uow, contract_id=contract.id, failed=failed)


async def _load(uow: UnitOfWork, settlement_id: UUID) -> tuple[Contract, Settlement]:
    settlement = await uow.get(Settlement, settlement_id, where=overseen(uow.actor, Settlement))
    return await uow.get(Contract, settlement.contract_id), settlement


async def _calculate(
    uow: UnitOfWork, contract: Contract, settlement: Settlement, before: Sequence[Settlement]
) -> None:
    ratio = ratio_up_to(contract.tranches, settlement.gate)
    if ratio is None:
        raise NoSuchTranche(gate=settlement.gate)
    share = None
    if settlement.gate is not Gate.SIGNING:
        evaluation = await _evaluation(uow, contract, settlement.gate)
        settlement.evaluation_id = evaluation.id
        settlement.evaluation_sha256 = evaluation.record_sha256
        settlement.score, settlement.grade = evaluation.score, evaluation.grade
        share = evaluation.share_bp
    delivered = await queries.delivered(uow, contract)
    items = [item_figures(item, delivered[str(item["id"])]) for item in contract.items]
    agreed = [one for old in before if old.confirmed_at is not None for one in old.penalties]
    penalties = [*settlement.penalties, *agreed]
    paid = sum(one.payable_fen for one in before if one.state is SettlementState.PAID)
    back = sum(one.clawback_fen for one in before if one.state is SettlementState.RECOVERED)
    terms = Terms(
        value_fen=contract.value_fen,
        ratio_bp=ratio,
        share_bp=share,
        paid_fen=paid - back,
        penalties_fen=sum(one["amount_fen"] for one in penalties),
    )
    _, settlement.logs_head = await last_link(uow, contract)
    settlement.calculate(items, terms, silence=SILENCE.kept(contract.rules), at=uow.at)


async def _evaluation(uow: UnitOfWork, contract: Contract, gate: Gate) -> Evaluation:
    evaluation = await latest(uow, contract.id, Phase[gate.name])
    if evaluation is None or evaluation.state is not EvaluationState.FINALIZED:
        raise EvaluationPending(phase=gate)
    if evaluation.may_rectify(at=uow.at):
        assert evaluation.finalized_at is not None
        raise RectificationOpen(until=evaluation.finalized_at + RECTIFICATION)
    if waiting := await queries.logs_waiting(uow, contract.id, UNDECIDED[gate]):
        raise LogsUndecided(waiting=waiting)
    unheard = not evaluation.responses and evaluation.waiver_reason is None
    if gate is Gate.FINAL and unheard:
        raise ResidentsNotHeard
    return evaluation
