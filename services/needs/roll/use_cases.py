"""Writing a roll, which is open until the notice of its meeting."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.needs.matter.model import Matter
from services.needs.matter.queries import CONVENERS, matter_in_charge
from services.needs.matter.states import MatterAction
from services.needs.roll import queries
from services.needs.roll.errors import AreaMissing, ProxiesWrong, RollEmpty, RollFull
from services.needs.roll.model import RollEntry
from services.needs.roll.rules import PROXIED_MAX, ROLL_MAX, wrong_proxies
from shared.db import UnitOfWork
from shared.records import fingerprint

NAMED = 20
"""Faulty numbers that a refusal names."""


@dataclass(frozen=True)
class Frozen:
    """A roll as its notice tells of it."""

    eligible: int
    """Numbers that count."""
    sha256: str
    """Of every entry, as canonical JSON (RFC 8785)."""


async def write_entries(
    uow: UnitOfWork, *, matter_id: UUID, entries: list[dict[str, Any]]
) -> list[RollEntry]:
    """Write these numbers; one that is on the roll already is written anew."""
    matter = await _open_roll(uow, matter_id)
    numbers = [one["roll_no"] for one in entries]
    known = select(RollEntry).where(
        queries.of_round(matter.id, matter.round), RollEntry.roll_no.in_(numbers)
    )
    there = {one.roll_no: one for one in await uow.session.scalars(known.with_for_update())}
    written = []
    for fields in entries:
        entry = there.get(fields["roll_no"])
        if entry is None:
            entry = RollEntry(matter_id=matter.id, round=matter.round, **fields)
            uow.add(entry)
        for name, value in fields.items():
            setattr(entry, name, value)
        written.append(entry)
    await uow.flush()
    if await queries.size(uow, matter.id, matter.round) > ROLL_MAX:
        raise RollFull(limit=ROLL_MAX)
    return written


async def strike_entry(uow: UnitOfWork, *, matter_id: UUID, roll_no: str) -> None:
    """Take a number off the roll."""
    matter = await _open_roll(uow, matter_id)
    await uow.session.delete(await queries.entry(uow, matter.id, matter.round, roll_no))


async def freeze_roll(uow: UnitOfWork, *, matter: Matter, by_area: bool) -> Frozen:
    """A roll that can be voted by, `by_area` where area counts; its notice closes it."""
    roll = await queries.roll(uow, matter.id, matter.round)
    conflicted = {one.roll_no for one in roll if one.conflicted}
    if len(conflicted) == len(roll):
        raise RollEmpty
    wrong = wrong_proxies({one.roll_no: one.proxy_no for one in roll}, conflicted=conflicted)
    if wrong:
        raise ProxiesWrong(roll_nos=wrong[:NAMED], limit=PROXIED_MAX)
    without = [one.roll_no for one in roll if not one.area]
    if by_area and without:
        raise AreaMissing(roll_nos=without[:NAMED])
    kept = [{name: str(getattr(one, name)) for name in queries.COPIED} for one in roll]
    return Frozen(len(roll) - len(conflicted), fingerprint({"entries": kept}))


async def _open_roll(uow: UnitOfWork, matter_id: UUID) -> Matter:
    matter = await matter_in_charge(uow, matter_id, *CONVENERS)
    matter.must_allow(MatterAction.NOTICE)
    return matter
