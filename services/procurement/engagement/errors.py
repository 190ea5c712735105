"""Why an evaluator may not be engaged."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden


@dataclass(eq=False)
class EvaluatorIsSupplier(Conflict):
    """The supplier cannot evaluate itself."""

    zh: ClassVar[str] = "承接机构不能作为自身项目的第三方评估机构，请另行委托。"
    en: ClassVar[str] = "The supplier cannot be its own evaluator; engage another one."


@dataclass(eq=False)
class OwnEvaluator(Forbidden):
    """Nobody engages the evaluator he works for."""

    zh: ClassVar[str] = "您属于该评估机构，不能由您委托其评估，请由其他人员办理。"
    en: ClassVar[str] = "You belong to this evaluator; somebody else must engage it."


@dataclass(eq=False)
class EvaluatorTooFamiliar(Conflict):
    """The same evaluator has judged this supplier for three years in a row."""

    years_max: int

    zh: ClassVar[str] = "同一评估机构不得连续超过 {years_max} 年评估同一承接机构，请另行委托。"
    en: ClassVar[str] = "An evaluator judges a supplier for at most {years_max} years in a row."


@dataclass(eq=False)
class AlreadyEngaged(Conflict):
    """This client is engaged for the contract already."""

    zh: ClassVar[str] = "该评估方已受委托评估本合同，无需重复委托。"
    en: ClassVar[str] = "This evaluator is engaged for the contract already; nothing is left to do."


@dataclass(eq=False)
class EngagementEnded(Conflict):
    """The engagement ended before; engage again if it is needed."""

    zh: ClassVar[str] = "该评估委托此前已终止；如仍需评估，请重新委托。"
    en: ClassVar[str] = "The engagement ended before; engage again if it is needed."
