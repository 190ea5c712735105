"""Doing what was resolved, and having it rated."""

from typing import Any
from uuid import UUID

from services.needs.cluster.model import Cluster
from services.needs.implementation.errors import NotInEffect, RatedBefore
from services.needs.implementation.model import Item, ItemRating
from services.needs.implementation.queries import is_rated
from services.needs.implementation.rules import LinkKind
from services.needs.matter.queries import CONVENERS, must_govern
from services.needs.meeting.model import Meeting
from services.needs.need.model import Need
from services.needs.resolution.model import Resolution
from services.needs.resolution.states import ResolutionState
from services.needs.roll import queries as rolls
from shared.db import UnitOfWork

OURS: dict[LinkKind, Any] = {LinkKind.NEED: Need, LinkKind.CLUSTER: Cluster}
"""What we can look up; projects are kept by another service."""


async def add_item(uow: UnitOfWork, *, resolution_id: UUID, fields: dict[str, Any]) -> Item:
    """Say what is to be done about a resolution."""
    resolution = await uow.get(Resolution, resolution_id)
    await must_govern(uow, resolution.region_id, *CONVENERS)
    if resolution.state is not ResolutionState.EFFECTIVE:
        raise NotInEffect(resolution_id=resolution.id)
    ours = OURS.get(fields["link_kind"])
    if ours is not None:
        await uow.see(ours, fields["link_id"], ours.region_id == resolution.region_id)
    item = Item(resolution_id=resolution.id, **fields)
    uow.add(item)
    return item


async def advance_item(uow: UnitOfWork, *, item_id: UUID, progress: int, note: str) -> Item:
    """Say how far it is."""
    item = await uow.get(Item, item_id)
    resolution = await uow.see(Resolution, item.resolution_id)
    await must_govern(uow, resolution.region_id, *CONVENERS)
    item.advance(progress, note=note, at=uow.at)
    return item


async def rate_item(uow: UnitOfWork, *, item_id: UUID, roll_no: str | None, score: int) -> Item:
    """Say how one finds what was done: once, by whoever was on the roll of the meeting."""
    item = await uow.get(Item, item_id)
    resolution = await uow.see(Resolution, item.resolution_id)
    meeting = await uow.see(Meeting, resolution.meeting_id)
    number = roll_no or await rolls.own_number(uow, meeting.matter_id, meeting.round)
    entry = await rolls.entry(uow, meeting.matter_id, meeting.round, number)
    await rolls.spoken_for(uow, entry)
    item.rate(score)
    if await is_rated(uow, item.id, number):
        raise RatedBefore(roll_no=number)
    uow.add(
        ItemRating(
            item_id=item.id,
            roll_no=number,
            person_id=uow.actor.person_id,
            score=score,
            at=uow.at,
        )
    )
    return item
