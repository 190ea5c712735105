"""What can be done with payments. The settlement is locked before its payment."""

from uuid import UUID

from services.procurement.contract.model import Contract
from services.procurement.fund import use_cases as funds
from services.procurement.fund.queries import check_payable
from services.procurement.oversight.queries import CHECKERS, check_charge, overseen
from services.procurement.payment.model import Payment
from services.procurement.settlement.model import Settlement
from services.procurement.settlement.use_cases import finish
from services.procurement.succession.queries import supplier_of
from shared.access import Role
from shared.db import UnitOfWork


async def request_payment(uow: UnitOfWork, *, settlement_id: UUID) -> Payment:
    """Ask for the money of a confirmed settlement."""
    settlement = await uow.get(Settlement, settlement_id, where=overseen(uow.actor, Settlement))
    await check_charge(uow, settlement, *CHECKERS, Role.FINANCE)
    settlement.request_payment()
    payment = Payment(
        settlement_id=settlement.id,
        contract_id=settlement.contract_id,
        region_id=settlement.region_id,
        organization_id=settlement.organization_id,
        amount_fen=settlement.payable_fen,
        requested_by=uow.actor.id,
        requested_at=uow.at,
    )
    uow.add(payment)
    return payment


async def approve_payment(uow: UnitOfWork, *, payment_id: UUID) -> Payment:
    """Approve what another has asked for."""
    payment = await _in_charge(uow, payment_id)
    payment.approve(by=uow.actor.id, at=uow.at)
    return payment


async def send_payment(uow: UnitOfWork, *, payment_id: UUID) -> Payment:
    """Take down that the order went to the bank: not while a fund is frozen, nor to nobody."""
    payment = await _in_charge(uow, payment_id)
    payment.send(at=uow.at)
    await supplier_of(uow, await uow.session.get_one(Contract, payment.contract_id))
    await check_payable(uow, payment.contract_id)
    return payment


async def confirm_payment(uow: UnitOfWork, *, payment_id: UUID) -> Payment:
    """The money has arrived: the funds are charged and the settlement is paid, both or neither."""
    settlement, payment = await _with_settlement(uow, payment_id, Role.FINANCE)
    payment.arrive(at=uow.at)
    contract = await uow.session.get_one(Contract, payment.contract_id)
    await funds.pay(
        uow,
        lines=contract.budget_lines,
        amount_fen=payment.amount_fen,
        ref=contract.id,
        key=payment.id,
    )
    uow.emit(settlement.pay(at=uow.at))
    await finish(uow, settlement=settlement)
    return payment


async def fail_payment(uow: UnitOfWork, *, payment_id: UUID, reason: str) -> Payment:
    """Take down that the bank sent it back."""
    payment = await _in_charge(uow, payment_id)
    payment.fail(reason=reason)
    return payment


async def retry_payment(uow: UnitOfWork, *, payment_id: UUID) -> Payment:
    """Ask again for what failed."""
    payment = await _in_charge(uow, payment_id)
    payment.retry(by=uow.actor.id, at=uow.at)
    return payment


async def withdraw_payment(uow: UnitOfWork, *, payment_id: UUID, reason: str) -> Payment:
    """Decline what was asked for, before an order goes to the bank: it may be disputed again."""
    settlement, payment = await _with_settlement(uow, payment_id, Role.FINANCE)
    payment.withdraw(reason=reason)
    settlement.call_off()
    return payment


async def reverse_payment(uow: UnitOfWork, *, payment_id: UUID, reason: str) -> Payment:
    """Give up what can never be paid out: it is owed with the next tranche, if there is one."""
    settlement, payment = await _with_settlement(uow, payment_id, Role.SUPERVISING_AUTHORITY)
    payment.reverse(reason=reason)
    settlement.give_up(at=uow.at)
    await finish(uow, settlement=settlement)
    return payment


async def _with_settlement(
    uow: UnitOfWork, payment_id: UUID, role: Role
) -> tuple[Settlement, Payment]:
    seen = await uow.see(Payment, payment_id, overseen(uow.actor, Payment))
    settlement = await uow.lock(Settlement, seen.settlement_id)
    return settlement, await _in_charge(uow, payment_id, role)


async def _in_charge(uow: UnitOfWork, payment_id: UUID, role: Role = Role.FINANCE) -> Payment:
    payment = await uow.get(Payment, payment_id, where=overseen(uow.actor, Payment))
    await check_charge(uow, payment, role)
    return payment
