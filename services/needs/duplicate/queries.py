"""Questions about needs that may be about the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from heapq import nlargest
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, and_, any_, bindparam, or_, select

from services.needs.duplicate.rules import (
    DUPLICATE_DAYS,
    DUPLICATES_COMPARED,
    DUPLICATES_READ,
    DUPLICATES_SHOWN,
    NEAR_M,
    SIMILAR,
    SKETCH_SIMILAR,
    bigrams,
    likeness,
    overlap,
)
from services.needs.location.rules import box, distance_m
from services.needs.need.model import Need
from services.needs.need.rules import Sensitivity
from services.needs.need.states import ENDED
from shared.db import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A need that may be about the same; without its words, which nobody has reviewed.

    Nor how far off it is: three filings would tell its place.
    """

    need_id: UUID
    need_no: str
    state: str
    submitted_at: datetime
    similarity: float


def comparable(
    need: Need, at: datetime, *, phoned: bool
) -> tuple[Select[UUID, bytes | None], dict[str, Any]]:
    """Public needs that may be about the same: same category, open or lately resolved, and near.

    Near is within the square around its point, the same community where a point is missing, or
    the same telephone, if it may be `phoned` about: a resident who types somebody's number would
    learn what that one filed. Restricted needs are never shown to other residents. The statement,
    and its values.
    """
    given: dict[str, Any] = {
        "category_code": need.category_code,
        "id": need.id,
        "region_id": need.region_id,
        "recent": at - timedelta(days=DUPLICATE_DAYS),
    }
    located = need.latitude is not None and need.longitude is not None
    if located:
        square = box((need.latitude or 0.0, need.longitude or 0.0), NEAR_M)
        given |= dict(zip(("south", "north", "west", "east"), square, strict=True))
    phoned = phoned and need.phone_blind is not None
    if phoned:
        given["phone"] = need.phone_blind
    return _comparable(located=located, phoned=phoned), given


@cache
def _comparable(*, located: bool, phoned: bool) -> Select[UUID, bytes | None]:
    """One statement for each kind of need, made once."""
    same = Need.region_id == bindparam("region_id")
    places = [same]
    if located:
        latitudes = Need.latitude.between(bindparam("south"), bindparam("north"))
        longitudes = Need.longitude.between(bindparam("west"), bindparam("east"))
        places = [and_(same, Need.latitude.is_(None)), and_(latitudes, longitudes)]
    if phoned:
        places.append(Need.phone_blind == bindparam("phone"))
    return (
        select(Need.id, Need.sketch)
        .where(Need.category_code == bindparam("category_code"), Need.id != bindparam("id"))
        .where(or_(*places))
        .where(or_(Need.state.not_in(ENDED), Need.resolved_at >= bindparam("recent")))
        .where(Need.sensitivity == Sensitivity.PUBLIC)
        .order_by(Need.submitted_at.desc())
        .limit(DUPLICATES_COMPARED)
    )


TOLD = select(
    *(Need.id, Need.need_no, Need.state, Need.submitted_at),
    *(Need.title, Need.description, Need.latitude, Need.longitude),
).where(Need.id == any_(bindparam("ids", type_=ARRAY(Uuid))))


async def possible_duplicates(
    uow: UnitOfWork, need: Need, at: datetime, *, phoned: bool
) -> list[Alike]:
    """The needs most like a new one, best first; suggestions only.

    Of those around only the sketches are read; then the words of the few most alike by these.
    """
    around = await uow.session.execute(*comparable(need, at, phoned=phoned))
    sketch = need.sketch or b""
    guessed = nlargest(
        DUPLICATES_READ, ((likeness(sketch, other), id) for id, other in around if other)
    )
    alike = [id for share, id in guessed if share >= SKETCH_SIMILAR]
    if not alike:
        return []
    mine = bigrams(f"{need.title}\n{need.description}")
    found = []
    for other in await uow.session.execute(TOLD, {"ids": alike}):
        score = overlap(mine, bigrams(f"{other.title}\n{other.description}"))
        apart = _apart(need, other)
        if score >= SIMILAR and (apart is None or apart <= NEAR_M):
            found.append(
                Alike(
                    need_id=other.id,
                    need_no=other.need_no,
                    state=other.state,
                    submitted_at=other.submitted_at,
                    similarity=score,
                )
            )
    return sorted(found, key=lambda one: (-one.similarity, one.need_no))[:DUPLICATES_SHOWN]


def _apart(need: Need, other: Any) -> float | None:
    if need.latitude is None or need.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    return distance_m((need.latitude, need.longitude), (other.latitude, other.longitude))
