"""How conversions of the past are repeated under other figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.credit.earning.rules import Inputs, convert
from services.credit.policy.rules import Rates
from shared.errors import BadValue

DAYS_MAX = 1_100
"""The longest time that is simulated at once: three years."""


@dataclass(frozen=True)
class Conversions:
    """So many conversions of one organization's service with the same inputs."""

    account_id: UUID
    inputs: Inputs
    count: int
    amount: int
    """What they brought, all together."""
    recent: bool
    """Whether they count towards the tier of the last day."""


@dataclass(frozen=True)
class Outcome:
    """What an organization's conversions brought, and would have brought under the draft."""

    count: int = 0
    before: int = 0
    after: int = 0
    recent: int = 0
    """By how much what counts towards the tier would differ."""

    def with_more(self, of: Conversions, amount: int) -> "Outcome":
        """The same with more conversions, which bring `amount` under the draft."""
        return Outcome(
            self.count + of.count,
            self.before + of.amount,
            self.after + amount,
            self.recent + (amount - of.amount if of.recent else 0),
        )


def replay(rates: Rates, of: Iterable[Conversions]) -> dict[UUID, Outcome]:
    """What every organization would have earned by these rates."""
    found: dict[UUID, Outcome] = {}
    worth: dict[Inputs, int] = {}
    for one in of:
        if one.inputs not in worth:
            worth[one.inputs] = convert(rates, one.inputs).amount
        so_far = found.get(one.account_id, Outcome())
        found[one.account_id] = so_far.with_more(one, one.count * worth[one.inputs])
    return found


def check_window(first: date, last: date, *, today: date) -> None:
    """The days to simulate lie in the past, in their order, and are not too many."""
    if last > today:
        raise BadValue("/last", "只能测算已发生的服务。", "Only the past can be simulated.")
    if not 0 <= (last - first).days < DAYS_MAX:
        raise BadValue(
            "/first",
            f"开始日期不能晚于截止日期，测算期不超过 {DAYS_MAX} 天。",
            f"It must begin before it ends, and have at most {DAYS_MAX} days.",
        )
