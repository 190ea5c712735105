"""How money moves. Several funds are locked in the order of their ids; all of them or none."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.procurement.fund.errors import (
    EntryKeyReused,
    InsufficientFunds,
    OverCommitment,
)
from services.procurement.fund.model import Fund, FundEntry
from services.procurement.fund.queries import (
    COMMITTED,
    PAID,
    check_charge_of,
    fund_in_charge,
    held_for,
    locked,
    posted_under,
)
from services.procurement.fund.rules import apportion, over_at, purposes_of, yuan
from services.procurement.fund.states import OVER, EntryKind, FundAction, FundState
from shared import ids
from shared.access import Role
from shared.db import UnitOfWork
from shared.errors import BadValue

FUND_LAPSE = "fund_lapse"
"""The timer that takes back what a fund has left after its validity."""

GIVEN_BACK = "有效期届满或资金已关闭"

Lines = list[dict[str, Any]]
"""Budget lines: `{fund_id, amount_fen}`, no fund twice."""

Told = dict[str, Any]
"""What an entry says besides what moved: ref, key, note, at and actor_id."""

MOVERS = {
    FundAction.FREEZE: (Role.SUPERVISING_AUTHORITY,),
    FundAction.THAW: (Role.SUPERVISING_AUTHORITY,),
    FundAction.CLOSE: (Role.FINANCE,),
}
"""Who stops a fund is not who spends it."""


async def create_fund(uow: UnitOfWork, *, terms: dict[str, Any]) -> Fund:
    """Set up a fund without money; what it has left lapses when its validity is over."""
    await check_charge_of(uow, terms["region_id"], Role.FINANCE)
    if terms["valid_to"] < terms["valid_from"]:
        raise BadValue("/valid_to", "有效期止不能早于有效期起。", "It ends before it begins.")
    purposes = purposes_of(terms["kind"], terms["purposes"])
    if purposes is None:
        told = "福彩公益金只能用于扶老、助残、救孤、济困。"
        raise BadValue("/purposes", told, "Lottery money is for elderly, disabled, orphans, poor.")
    fund = Fund(**terms | {"purposes": purposes})
    uow.add(fund)
    await uow.schedule(FUND_LAPSE, fund.id, over_at(fund.valid_to))
    return fund


async def grant(
    uow: UnitOfWork, *, fund_id: UUID, kind: EntryKind, amount_fen: int, note: str
) -> Fund:
    """Put money into a fund (the first opens it), or adjust its size down to what is available."""
    fund = await fund_in_charge(uow, fund_id, Role.FINANCE)
    if fund.state is FundState.DRAFT and kind is EntryKind.APPROPRIATE:
        fund.move(FundAction.OPEN)
    return _on_its_own(uow, fund, kind, amount_fen, note)


async def move_fund(uow: UnitOfWork, *, fund_id: UUID, action: FundAction, note: str) -> Fund:
    """Freeze, thaw or close a fund; what a closed one has left lapses."""
    fund = await fund_in_charge(uow, fund_id, *MOVERS[action])
    fund.move(action)
    if action is FundAction.THAW:
        await uow.schedule(FUND_LAPSE, fund.id, over_at(fund.valid_to))
    _lapse_rest(uow, fund, note)
    return fund


async def lapse_fund(uow: UnitOfWork, *, fund_id: UUID) -> None:
    """The validity is over: what is neither reserved nor committed lapses, once it is thawed."""
    fund = await uow.get(Fund, fund_id)
    if FundAction.LAPSE in fund.actions:
        fund.move(FundAction.LAPSE)
        _lapse_rest(uow, fund, "有效期届满")


async def reserve(uow: UnitOfWork, *, lines: Lines, ref: UUID, key: UUID) -> None:
    """Set money aside for a project, from all its funds or from none."""
    await _post_lines(uow, EntryKind.RESERVE, lines, _told(uow, ref, key))


async def release(uow: UnitOfWork, *, lines: Lines, ref: UUID, key: UUID) -> None:
    """Give back what was set aside."""
    await _post_lines(uow, EntryKind.RELEASE, lines, _told(uow, ref, key))


async def commit(uow: UnitOfWork, *, lines: Lines, ref: UUID, key: UUID) -> None:
    """Bind reserved money to a signed contract."""
    await _post_lines(uow, EntryKind.COMMIT, lines, _told(uow, ref, key))


async def decommit(uow: UnitOfWork, *, ref: UUID, key: UUID) -> None:
    """Give back what is still committed to a contract that has ended."""
    held = (await held_for(uow, ref, COMMITTED)).items()
    if lines := [{"fund_id": fund_id, "amount_fen": fen} for fund_id, fen in held if fen]:
        await _post_lines(uow, EntryKind.DECOMMIT, lines, _told(uow, ref, key))


async def pay(
    uow: UnitOfWork, *, lines: Lines, amount_fen: int, ref: UUID, key: UUID
) -> list[FundEntry]:
    """Pay on a contract (`ref`) from the funds of its budget lines, in proportion to what is left.

    Refuses with OverCommitment what is more than is left, with FundUnusable a frozen fund; the
    same key pays once. Answers the entries, one for each fund that gave something.
    """
    told = _told(uow, ref, key)
    return await _share(uow, EntryKind.PAY, _amounts(lines), amount_fen, told)


async def refund(uow: UnitOfWork, *, amount_fen: int, ref: UUID, key: UUID) -> list[FundEntry]:
    """Take back what was paid too early on a contract (`ref`) yet to be settled; it stays bound."""
    sources, told = await held_for(uow, ref, PAID), _told(uow, ref, key)
    return await _share(uow, EntryKind.REFUND, sources, amount_fen, told)


async def clawback(uow: UnitOfWork, *, amount_fen: int, ref: UUID, key: UUID) -> list[FundEntry]:
    """Take back what was paid for service not rendered as agreed (追回), for others to use."""
    sources, told = await held_for(uow, ref, PAID), _told(uow, ref, key)
    return await _share(uow, EntryKind.CLAWBACK, sources, amount_fen, told)


async def _post_lines(uow: UnitOfWork, kind: EntryKind, lines: Lines, told: dict[str, Any]) -> None:
    amounts = _amounts(lines)
    funds = await locked(uow, amounts)
    if await _repeated(uow, told["key"], kind, sum(amounts.values())):
        return
    short = [f.shortfall(amounts[f.id]) for f in funds if f.available < amounts[f.id]]
    if kind is EntryKind.RESERVE and short:
        raise InsufficientFunds(shortfalls=short)
    for fund in funds:
        uow.add(fund.post(kind, amounts[fund.id], **told))
        _lapse_rest(uow, fund, GIVEN_BACK)
    await uow.flush()


async def _share(
    uow: UnitOfWork, kind: EntryKind, sources: Iterable[UUID], amount_fen: int, told: Told
) -> list[FundEntry]:
    assert amount_fen > 0
    funds = await locked(uow, sources)
    if made := await _repeated(uow, told["key"], kind, amount_fen):
        return made
    by_fund = await held_for(uow, told["ref"], COMMITTED if kind is EntryKind.PAY else PAID)
    held = [by_fund.get(fund.id, 0) for fund in funds]
    if amount_fen > sum(held):
        named = "committed" if kind is EntryKind.PAY else "paid"
        raise OverCommitment(held_as=named, requested=yuan(amount_fen), held=yuan(sum(held)))
    shares = zip(funds, apportion(amount_fen, held), strict=True)
    entries = [fund.post(kind, share, **told) for fund, share in shares if share]
    uow.session.add_all(entries)
    for fund in funds:
        _lapse_rest(uow, fund, GIVEN_BACK)
    await uow.flush()
    return entries


async def _repeated(uow: UnitOfWork, key: UUID, kind: EntryKind, total: int) -> list[FundEntry]:
    made = await posted_under(uow, key, kind)
    if made and sum(entry.amount_fen for entry in made) != total:
        raise EntryKeyReused(key=key)
    return made


def _lapse_rest(uow: UnitOfWork, fund: Fund, note: str) -> None:
    if fund.state in OVER and fund.available:
        _on_its_own(uow, fund, EntryKind.LAPSE, fund.available, note)


def _on_its_own(uow: UnitOfWork, fund: Fund, kind: EntryKind, amount_fen: int, note: str) -> Fund:
    told = _told(uow, None, ids.new()) | {"note": note}
    uow.add(fund.post(kind, amount_fen, **told))
    return fund


def _told(uow: UnitOfWork, ref: UUID | None, key: UUID) -> Told:
    return {"ref": ref, "key": key, "note": None, "at": uow.at, "actor_id": uow.actor.id}


def _amounts(lines: Lines) -> dict[UUID, int]:
    return {UUID(str(line["fund_id"])): line["amount_fen"] for line in lines}
