"""How deliveries become credits.

Every fact is taken down, then the contract is settled by all that is known; so the same facts lead
to the same state in whatever order they arrive.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.credit.account import use_cases as accounts
from services.credit.account.model import Account
from services.credit.account.states import POSTED_TO
from services.credit.delivery import queries
from services.credit.delivery.model import (
    ContractPart,
    ContractRecord,
    Fact,
    LogRecord,
    Move,
    logs_named,
)
from services.credit.delivery.rules import (
    Log,
    Terms,
    Worth,
    evaluation_moves,
    evaluation_told,
    part_told,
    penalty_told,
    worth,
)
from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import policy_at
from services.credit.system_account.use_cases import issuing_account
from services.credit.transfer import use_cases as ledger
from services.credit.transfer.model import TransferKind
from shared.clock import LOCAL
from shared.contracts.procurement import EvaluationFinalized
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

FINAL = "final"
"""Procurement's word for the evaluation that counts."""

GRADES = Literal["excellent", "good", "pass", "fail"]
PERCENTS = Parameter(
    "credit.evaluation.percents",
    Annotated[dict[GRADES, Annotated[int, Field(ge=-100, le=100)]], Field(min_length=4)],
    default={"excellent": 20, "good": 10, "pass": 0, "fail": -30},
    source="spec/credit.md §3: of all credits posted for the contract",
)
INTEGRITY_FACTOR = Parameter(
    "credit.integrity.factor", whole(0, 100), default=3, source="spec/credit.md §3"
)


async def take_facts(uow: UnitOfWork, facts: Sequence[Fact]) -> None:
    """Expect credits for verified service, post them by the final evaluation, take back forgeries.

    A mid-term evaluation says nothing yet. Each contract is settled once, by all that is known.
    """
    told: dict[UUID, list[Fact]] = {}
    for fact in facts:
        if not (isinstance(fact, EvaluationFinalized) and fact.phase != FINAL):
            told.setdefault(fact.contract_id, []).append(fact)
    homes = {one.organization_id: one.region_id for mine in told.values() for one in mine}
    holders = await accounts.holder_accounts(uow, homes)  # locked: their facts follow each other
    for _, mine in sorted(told.items()):
        contract = await _contract_of(uow, mine[0])
        await _take_down(uow, contract, mine)
        await settle(uow, account=holders[mine[0].organization_id], contract=contract)


async def _take_down(uow: UnitOfWork, contract: ContractRecord, facts: Sequence[Fact]) -> None:
    named, logs = await queries.logs_named_in(uow, facts)
    for log_id in sorted(named - logs.keys()):
        logs[log_id] = LogRecord(id=log_id, contract_id=contract.id)
        uow.add(logs[log_id])
    for fact in facts:
        if isinstance(fact, EvaluationFinalized):
            contract.finalize(fact)
        for log_id in logs_named(fact):
            logs[log_id].take(fact)


async def settle_waiting(uow: UnitOfWork, *, account: Account) -> None:
    """Settle what waited for the organization to become known."""
    assert account.organization_id is not None
    for contract in await queries.contracts_of(uow, account.organization_id):
        await settle(uow, account=account, contract=contract)


async def settle(uow: UnitOfWork, *, account: Account, contract: ContractRecord) -> None:
    """Bring a contract's parts, and the ledger, to where all known facts say they stand."""
    await uow.flush()
    known = [record.as_log() for record in await queries.logs_of(uow, contract.id)]
    logs = [log for log in known if log is not None]
    policies = await _policies(uow, contract, logs)
    found = await _worth(uow, contract, logs, policies)
    parts = {(one.item_id, one.month): one for one in await queries.parts_of(uow, contract.id)}
    for part in found.parts:
        key = (part.item_id, part.month)
        if key not in parts:
            parts[key] = ContractPart(
                contract_id=contract.id,
                account_id=account.id,
                item_id=part.item_id,
                month=part.month,
                policy_id=policies[part.month].id,
            )
            uow.add(parts[key])
        parts[key].take(part)
    if account.state not in POSTED_TO:
        return
    before = contract.turn
    if contract.finalized_at is not None:
        await _post_parts(uow, contract, list(parts.values()))
        await _post_evaluation(uow, account, contract, found)
    await _post_penalty(uow, account, contract, found)
    if contract.turn != before:
        await accounts.restand(uow, account)


async def _policies(
    uow: UnitOfWork, contract: ContractRecord, logs: list[Log]
) -> dict[date, EarningPolicy]:
    """The version for each month of service: the one in force when the month began."""
    months = {log.part[1] for log in logs}
    return {
        month: await policy_at(
            uow, region_id=contract.region_id, at=datetime.combine(month, time(), LOCAL)
        )
        for month in sorted(months)
    }


async def _worth(
    uow: UnitOfWork,
    contract: ContractRecord,
    logs: list[Log],
    policies: dict[date, EarningPolicy],
) -> Worth:
    here, at = contract.region_id, contract.finalized_at or uow.at
    percents = await PERCENTS.value(uow, region_id=here, at=at)
    factor = await INTEGRITY_FACTOR.value(uow, region_id=here, at=at)
    return worth(
        logs,
        rates={month: policy.rates for month, policy in policies.items()},
        score=contract.score,
        grade=contract.grade,
        terms=Terms(percents, factor),
    )


async def _post_parts(uow: UnitOfWork, contract: ContractRecord, parts: list[ContractPart]) -> None:
    for part in sorted(parts, key=lambda one: (one.month, one.item_id)):
        if moved := part.amount - part.posted:
            kind = TransferKind.EARN if part.posted == 0 else TransferKind.ADJUST
            why = part_told(part.amount, moved, inputs=part.inputs, steps=part.steps)
            await _move(uow, contract, part.account_id, Move(kind, moved, why, part.policy_id))
        part.settle()


async def _post_evaluation(
    uow: UnitOfWork, account: Account, contract: ContractRecord, found: Worth
) -> None:
    for kind, moved in evaluation_moves(contract.evaluation, found.evaluation):
        why = evaluation_told(found, moved, grade=contract.grade)
        await _move(uow, contract, account.id, Move(TransferKind(kind), moved, why))
    contract.evaluation = found.evaluation


async def _post_penalty(
    uow: UnitOfWork, account: Account, contract: ContractRecord, found: Worth
) -> None:
    if moved := contract.penalty - found.penalty:
        why = penalty_told(found, moved)
        await _move(uow, contract, account.id, Move(TransferKind.PENALIZE, moved, why))
    contract.penalty = found.penalty


async def _move(uow: UnitOfWork, contract: ContractRecord, account_id: UUID, move: Move) -> None:
    issuer = await issuing_account(uow, region_id=contract.region_id, at=uow.at)
    await ledger.post(uow, contract.posting(move, account_id=account_id, issuer=issuer, at=uow.at))


async def _contract_of(uow: UnitOfWork, fact: Fact) -> ContractRecord:
    contract = await uow.session.get(ContractRecord, fact.contract_id)
    if contract is None:
        contract = ContractRecord(
            id=fact.contract_id, organization_id=fact.organization_id, region_id=fact.region_id
        )
        uow.add(contract)
    return contract
