"""Why something about a project may be refused."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class FourEyes(Forbidden):
    """Who wrote a project does not approve or fund it."""

    zh: ClassVar[str] = "编制人不能审批或落实本人编制的项目，请由其他同事办理。"
    en: ClassVar[str] = "The author may not approve or fund the project; a colleague must."


@dataclass(eq=False)
class PartyToIt(Forbidden):
    """Nobody decides on a project that his own organization designed or wants."""

    zh: ClassVar[str] = "您所在的组织是该项目的当事方，请由其他人员办理。"
    en: ClassVar[str] = "Your organization is a party to this project; somebody else must decide."


@dataclass(eq=False)
class ConsultationMissing(Conflict):
    """Residents have not been heard on this project."""

    consultation_ends_at: datetime | None

    zh: ClassVar[str] = "该项目尚未完成公众意见征求，请先征求意见并等待期满。"
    en: ClassVar[str] = "Hear the public on this project first, and let the period end."


@dataclass(eq=False)
class ItemsAboveCeiling(Invalid):
    """The service items cost more than the ceiling price."""

    pointer: str
    items: str
    ceiling: str

    zh: ClassVar[str] = "服务清单合计 {items} 元，超过最高限价 {ceiling} 元，请调整清单或限价。"
    en: ClassVar[str] = (
        "The items cost {items} yuan, above the ceiling of {ceiling}; change one of them."
    )


@dataclass(eq=False)
class CeilingAboveBudget(Invalid):
    """The ceiling price is more than the budget lines hold."""

    pointer: str
    ceiling: str
    budget: str

    zh: ClassVar[str] = "最高限价 {ceiling} 元超过预算合计 {budget} 元，请下调限价或增加预算。"
    en: ClassVar[str] = (
        "The ceiling of {ceiling} yuan is above the budget of {budget}; lower it or add money."
    )


@dataclass(eq=False)
class InvalidPeriod(Invalid):
    """A period ends before it begins, or is longer than a contract may be."""

    pointer: str
    starts_on: date
    ends_on: date

    zh: ClassVar[str] = "期限 {starts_on} 至 {ends_on} 无效：须起早于止，且不超过一年。"
    en: ClassVar[str] = "{starts_on} to {ends_on} is no period of up to a year; change a day."
