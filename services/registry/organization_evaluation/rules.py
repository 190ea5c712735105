"""When a body may be evaluated, in plain Python (spec/registry.md §2.10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.annual_check.states import AnnualCheckState
from services.registry.organization.rules import full_years_on
from services.registry.organization_evaluation.states import Obstacle

BASIC = AnnualCheckState.BASICALLY_QUALIFIED
OF_CHECK = {
    AnnualCheckState.NOT_SUBMITTED: Obstacle.CHECK_MISSED,
    AnnualCheckState.UNQUALIFIED: Obstacle.CHECK_UNQUALIFIED,
}


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is known of a body on the day it is to be evaluated."""

    active: bool
    registered_on: date | None
    granted_on: date | None
    """When the grade that it has was granted."""
    checks: Sequence[AnnualCheckState]
    """What its latest annual checks came to, the last year's first."""
    punished_on: Collection[date]
    penalty_open: bool
    under_investigation: bool
    on_a_list: bool


def obstacles(record: Record, *, today: date, years: int, upgrade_years: int) -> list[Obstacle]:
    """All that stands in the way today; both numbers are of full years."""
    last_year = date(today.year - 1, 1, 1)
    young = record.registered_on is None or full_years_on(record.registered_on, years) > today
    granted = record.granted_on
    found = {
        Obstacle.INACTIVE: not record.active,
        Obstacle.TOO_YOUNG: young,
        Obstacle.GRADED_LATELY: granted is not None
        and full_years_on(granted, upgrade_years) > today,
        Obstacle.BASIC_TWICE: [*record.checks[:2]] == [BASIC, BASIC],
        Obstacle.PUNISHED: any(on >= last_year for on in record.punished_on),
        Obstacle.PENALTY_OPEN: record.penalty_open,
        Obstacle.UNDER_INVESTIGATION: record.under_investigation,
        Obstacle.ON_A_LIST: record.on_a_list,
    }
    if record.checks and record.checks[0] in OF_CHECK:
        found[OF_CHECK[record.checks[0]]] = True
    return [one for one in Obstacle if found.get(one)]
