"""Why someone may not have a hand in a contract's delivery."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Forbidden


@dataclass(eq=False)
class OwnWork(Forbidden):
    """Nobody checks the work of his own organization."""

    zh: ClassVar[str] = "您属于承接机构，不能核验、评估或审批本机构的服务，请由其他人员办理。"
    en: ClassVar[str] = "You belong to the supplier; somebody else must check its work."


@dataclass(eq=False)
class SupplierOnly(Forbidden):
    """Only the organization that delivers the contract may do this; ask it."""

    zh: ClassVar[str] = "只有承接该合同的机构可以执行此操作，请由该机构办理。"
    en: ClassVar[str] = "Only the organization that delivers the contract may do this; ask it."


@dataclass(eq=False)
class DutyConflict(Forbidden):
    """Who bought does not accept what is delivered (Government Procurement Law, art. 61)."""

    zh: ClassVar[str] = "采购经办与验收须相互分离：您经办了该合同，请由其他同事核验或评估。"
    en: ClassVar[str] = (
        "You drew up or signed the contract or named its supplier; a colleague accepts its service."
    )
