"""Questions about needs that may be about the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from services.needs.duplicate.rules import (
    DUPLICATE_DAYS,
    DUPLICATES_COMPARED,
    DUPLICATES_SHOWN,
    NEAR_M,
    SIMILAR,
    may_be_similar,
    similarity,
)
from services.needs.location.rules import box, distance_m
from services.needs.need.model import Need
from services.needs.need.rules import Sensitivity
from services.needs.need.states import ENDED
from shared.db import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A need that may be about the same; without its words, which nobody has reviewed."""

    need_id: UUID
    need_no: str
    state: str
    submitted_at: datetime
    similarity: float
    distance_m: int | None


def comparable(need: Need, at: datetime) -> Select[UUID, bytes | None]:
    """Public needs that may be about the same: same category, open or lately resolved, and near.

    Near is within the square around its point, the same community where a point is missing, or
    the same telephone. Restricted needs are never shown to other residents.
    """
    places = [and_(Need.region_id == need.region_id, Need.latitude.is_(None))]
    if need.latitude is None or need.longitude is None:
        places = [Need.region_id == need.region_id]
    else:
        south, north, west, east = box((need.latitude, need.longitude), NEAR_M)
        places.append(and_(Need.latitude.between(south, north), Need.longitude.between(west, east)))
    if need.phone_blind is not None:
        places.append(Need.phone_blind == need.phone_blind)
    recent = at - timedelta(days=DUPLICATE_DAYS)
    return (
        select(Need.id, Need.sketch)
        .where(Need.category_code == need.category_code, Need.id != need.id, or_(*places))
        .where(or_(Need.state.not_in(ENDED), Need.resolved_at >= recent))
        .where(Need.sensitivity == Sensitivity.PUBLIC)
        .order_by(Need.submitted_at.desc())
        .limit(DUPLICATES_COMPARED)
    )


async def possible_duplicates(uow: UnitOfWork, need: Need, at: datetime) -> list[Alike]:
    """The needs most like a new one, best first; suggestions only.

    Of those around only the sketches are read; the words of the few whose sketch is alike.
    """
    around = (await uow.session.execute(comparable(need, at))).all()
    sketch = need.sketch or b""
    alike = [id for id, other in around if other and may_be_similar(sketch, other)]
    if not alike:
        return []
    words = f"{need.title}\n{need.description}"
    found = []
    for other in await uow.session.scalars(select(Need).where(Need.id.in_(alike))):
        score = similarity(words, f"{other.title}\n{other.description}")
        apart = _apart(need, other)
        if score >= SIMILAR and (apart is None or apart <= NEAR_M):
            found.append(
                Alike(
                    need_id=other.id,
                    need_no=other.need_no,
                    state=other.state,
                    submitted_at=other.submitted_at,
                    similarity=score,
                    distance_m=None if apart is None else round(apart),
                )
            )
    return sorted(found, key=lambda one: (-one.similarity, one.need_no))[:DUPLICATES_SHOWN]


def _apart(need: Need, other: Need) -> float | None:
    if need.latitude is None or need.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    return distance_m((need.latitude, need.longitude), (other.latitude, other.longitude))
