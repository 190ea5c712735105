"""Simulations as the API takes and shows them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from services.credit.simulation.model import SimulatedAccount, Simulation
from services.credit.statement.schemas import LegalDay
from shared.schemas import Input, View


class SimulationSubmission(Input):
    """The days of service to apply the draft to, both included."""

    first: LegalDay
    last: LegalDay


class SimulationView(View):
    """What a draft would have meant, so far; final when it has `done_at`.

    `before` was posted for the service of these days, `after` would have been.
    """

    id: UUID
    version: int
    policy_id: UUID
    first: date
    last: date
    done_at: datetime | None
    organizations: int
    conversions: int
    before: int
    after: int
    gaining: int
    losing: int
    raised: int
    lowered: int
    zh: str
    en: str

    @classmethod
    def of(cls, made: Simulation) -> "SimulationView":
        """A simulation, put into words."""
        zh, en = _told(made)
        plain = {*cls.model_fields} - {"zh", "en"}
        return cls(**{name: getattr(made, name) for name in plain}, zh=zh, en=en)


class SimulatedOrganizationView(View):
    """One organization; tiers are those its credits reach on the last day, without notices."""

    organization_id: UUID
    name: str | None
    conversions: int
    before: int
    after: int
    difference: int
    tier_before: int
    tier_after: int

    @classmethod
    def all_of(
        cls, rows: Iterable[SimulatedAccount], names: Mapping[UUID, str]
    ) -> list["SimulatedOrganizationView"]:
        """Rows with their organizations' names."""
        plain = {*cls.model_fields} - {"name"}
        return [
            cls(
                **{field: getattr(row, field) for field in plain},
                name=names.get(row.organization_id),
            )
            for row in rows
        ]


def _told(made: Simulation) -> tuple[str, str]:
    if made.done_at is None:
        return "测算进行中，请稍后查看。", "Still running; look again later."
    zh = (
        f"{made.first} 至 {made.last} 的服务如按草案计分：{made.organizations} 个组织、"
        f"{made.conversions} 笔，由 {made.before} 积分变为 {made.after} 积分；"
        f"{made.gaining} 个组织增加，{made.losing} 个减少，"
        f"{made.raised} 个等级上升，{made.lowered} 个下降。"
    )
    en = (
        f"Service from {made.first} to {made.last} under the draft: {made.organizations} "
        f"organizations, {made.conversions} conversions, {made.before} credits become "
        f"{made.after}; {made.gaining} gain, {made.losing} lose, {made.raised} rise a tier or "
        f"more, {made.lowered} fall."
    )
    return zh, en
