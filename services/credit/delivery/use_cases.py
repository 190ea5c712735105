"""How deliveries become credits.

Every fact is taken down, then the contract is settled by all that is known; so the same facts lead
to the same state in whatever order they arrive.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.credit.account import use_cases as accounts
from services.credit.account.model import Account, AccountKind
from services.credit.account.states import POSTED_TO
from services.credit.delivery import queries
from services.credit.delivery.model import ContractPart, ContractRecord, Move
from services.credit.delivery.rules import Log, Terms, Worth, worth
from services.credit.log_record.model import Fact, LogRecord, logs_named
from services.credit.log_record.queries import logs_named_in, logs_of
from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import policy_at
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from shared.clock import day_of, midnight
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
    named, logs = await logs_named_in(uow, facts)
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
    known = await logs_of(uow, contract.id)
    logs = [log for record in known if (log := record.as_log()) is not None]
    invented = [one.decided_at for one in known if one.fabricated and one.item_id is not None]
    exposed_at = max((at for at in invented if at is not None), default=uow.at)
    policies = await _policies(uow, contract, logs)
    found = await _worth(uow, contract, logs, policies, exposed_at=exposed_at)
    parts = {(one.item_id, one.month): one for one in await queries.parts_of(uow, contract.id)}
    for made in found.parts:
        key = (made.item_id, made.month)
        if key not in parts:
            parts[key] = ContractPart(
                contract_id=contract.id,
                account_id=account.id,
                item_id=made.item_id,
                month=made.month,
                policy_id=policies[made.month].id,
            )
            uow.add(parts[key])
        parts[key].take(made)
    if account.state not in POSTED_TO:
        return
    moves: list[Move] = []
    if contract.finalized_at is not None:
        day = day_of(contract.finalized_at)
        for part in sorted(parts.values(), key=lambda one: (one.month, one.item_id)):
            moves += part.settle(on=contract.posted_on, day=day)
        moves += contract.settle(found, day=day)
    moves += contract.penalize(found, day=day_of(exposed_at))
    issuer = await system_account(uow, kind=AccountKind.ISSUE, region_id=contract.region_id)
    for move in moves:
        await ledger.post(uow, contract.posting(move, account_id=account.id, issuer=issuer))
    if moves:
        await accounts.restand(uow, account)


async def _policies(
    uow: UnitOfWork, contract: ContractRecord, logs: list[Log]
) -> dict[date, EarningPolicy]:
    """The version for each month of service: the one in force when the month began."""
    months = {log.part[1] for log in logs}
    return {
        month: await policy_at(uow, region_id=contract.region_id, at=midnight(month))
        for month in sorted(months)
    }


async def _worth(
    uow: UnitOfWork,
    contract: ContractRecord,
    logs: list[Log],
    policies: dict[date, EarningPolicy],
    *,
    exposed_at: datetime,
) -> Worth:
    here = contract.region_id
    percents = await PERCENTS.value(uow, region_id=here, at=contract.finalized_at or uow.at)
    factor = await INTEGRITY_FACTOR.value(uow, region_id=here, at=exposed_at)
    return worth(
        logs,
        rates={month: policy.rates for month, policy in policies.items()},
        score=contract.score,
        grade=contract.grade,
        terms=Terms(percents, factor),
    )


async def _contract_of(uow: UnitOfWork, fact: Fact) -> ContractRecord:
    contract = await uow.session.get(ContractRecord, fact.contract_id)
    if contract is None:
        contract = ContractRecord(
            id=fact.contract_id, organization_id=fact.organization_id, region_id=fact.region_id
        )
        uow.add(contract)
    return contract
