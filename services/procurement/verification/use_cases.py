"""How logs become countable: by a look at each that is drawn, and acceptance of the others."""

from uuid import UUID

from services.procurement.contract.model import Contract
from services.procurement.oversight.queries import (
    CHECKERS,
    check_accepts,
    check_charge,
    check_supplier,
    contract_overseen,
    overseen,
)
from services.procurement.service_log.model import ServiceLog
from services.procurement.service_log.queries import check_countable, log_locked
from services.procurement.service_log.states import LogState
from services.procurement.verification import queries, rules
from services.procurement.verification.errors import ChecksOpen, NothingToSample
from services.procurement.verification.model import Sample
from services.procurement.working_time.use_cases import free_time, take_time_again
from shared import ids
from shared.db import UnitOfWork

COLUMN = "sample.secret"
"""What the sealed secret of the draw is bound to."""


async def freeze_pool(uow: UnitOfWork, *, contract_id: UUID) -> Sample:
    """Fix what is drawn from, and commit to a secret before anyone adds a word to it."""
    contract = await contract_overseen(uow, contract_id)
    await check_charge(uow, contract, *CHECKERS)
    logs = await queries.waiting_logs(uow, contract.id)
    if not logs:
        raise NothingToSample
    pool = queries.candidates(logs)
    sample_id, secret = ids.new(), ids.secret()
    sample = Sample(
        id=sample_id,
        contract_id=contract.id,
        region_id=contract.region_id,
        organization_id=contract.organization_id,
        pool_size=len(pool),
        pool_sha256=rules.pool_hash(pool),
        commitment=rules.commitment(secret),
        sealed_secret=uow.vault.seal(COLUMN, sample_id, secret),
        frozen_at=uow.at,
    )
    uow.add(sample)
    for log in logs:
        log.sample_id = sample.id
    return sample


async def draw_sample(uow: UnitOfWork, *, sample_id: UUID, word: str) -> Sample:
    """Draw what is checked; a late entry is checked besides, since it counts only after that."""
    sample = await _load(uow, sample_id)
    await check_charge(uow, sample, *CHECKERS)
    secret = uow.vault.open(COLUMN, sample.id, sample.sealed_secret)
    seed = sample.reveal(secret=secret, word=word)
    logs = await queries.logs_of(uow, sample.id)
    drawn = rules.draw(queries.candidates(logs), seed)
    for log in logs:  # what was taken back since the pool was fixed stays part of the draw
        if log.state is LogState.SUBMITTED and (log.late or log.id in drawn):
            log.sample(drawn=log.id in drawn)
    sample.drawn_size = len(drawn)
    return sample


async def check_everything(uow: UnitOfWork, *, sample_id: UUID) -> Sample:
    """Have the whole pool checked, so that no rejection is extrapolated; the supplier's right."""
    sample = await _load(uow, sample_id)
    await check_supplier(uow, await uow.get(Contract, sample.contract_id))
    sample.widen()
    for log in await queries.logs_of(uow, sample.id, LogState.SUBMITTED):
        log.sample(drawn=True)
    return sample


async def close_sample(uow: UnitOfWork, *, sample_id: UUID) -> Sample:
    """Accept what was not drawn, once everything drawn is decided."""
    sample = await _load(uow, sample_id)
    contract = await uow.session.get_one(Contract, sample.contract_id)
    await check_accepts(uow, contract, *CHECKERS)
    waiting = await queries.logs_of(uow, sample.id, LogState.SAMPLED)
    if waiting:
        raise ChecksOpen(waiting=len(waiting))
    sample.close(at=uow.at)
    for log in await queries.logs_of(uow, sample.id, LogState.SUBMITTED):
        uow.emit(log.accept(by=uow.actor.id, at=uow.at))
    return sample


async def _load(uow: UnitOfWork, sample_id: UUID) -> Sample:
    seen = await uow.see(Sample, sample_id, overseen(uow.actor, Sample))
    await uow.lock(Contract, seen.contract_id)  # first, as everywhere: its logs are one chain
    return await uow.get(Sample, sample_id)


async def verify_log(uow: UnitOfWork, *, log_id: UUID) -> ServiceLog:
    """Confirm what was recorded, after a look at it; a dispute that is won takes its time again."""
    contract, log = await log_locked(uow, log_id)
    await check_accepts(uow, contract, *CHECKERS)
    uow.emit(log.verify(by=uow.actor.id, at=uow.at))
    await take_time_again(uow, log_id=log.id)
    return log


async def reject_log(uow: UnitOfWork, *, log_id: UUID, reason: str, fabricated: bool) -> ServiceLog:
    """Strike a record; a fabricated one is a breach that others are told of.

    What was only recorded wrongly gives its workers' time free for a record that is right.
    """
    contract, log = await log_locked(uow, log_id)
    await check_accepts(uow, contract, *CHECKERS)
    if fabricated:
        told_before = log.fabricated
        fact = log.expose(reason=reason, by=uow.actor.id, at=uow.at)
        if not told_before:
            uow.emit(fact)
    else:
        uow.emit(log.reject(reason=reason, by=uow.actor.id, at=uow.at))
        await free_time(uow, log_id=log.id)
    return log


async def dispute_log(uow: UnitOfWork, *, log_id: UUID, reason: str) -> ServiceLog:
    """Ask for a second look at a rejection, once."""
    contract, log = await log_locked(uow, log_id)
    await check_supplier(uow, contract)
    await check_countable(uow, contract.id)
    log.dispute(reason=reason, at=uow.at)
    return log
