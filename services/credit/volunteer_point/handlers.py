"""What points do when the registry speaks of volunteers."""

from services.credit.volunteer_point import use_cases
from shared.contracts.registry import HoursCorrected, HoursRecorded, VolunteerState
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def take_hours(uow: UnitOfWork, event: HoursRecorded | HoursCorrected) -> None:
    """Certified hours earn points, and hours that were not served take theirs back."""
    await use_cases.take_hours(uow, fact=event)


async def admit_volunteer(uow: UnitOfWork, event: VolunteerState) -> None:
    """The registry knows whose hours they are."""
    await use_cases.admit_volunteer(uow, volunteer_id=event.volunteer_id)


HANDLERS = (
    Handlers()
    .on(HoursRecorded, take_hours)
    .on(HoursCorrected, take_hours)
    .on(VolunteerState, admit_volunteer)
)
