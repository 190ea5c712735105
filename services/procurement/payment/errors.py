"""Why a payment may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Forbidden


@dataclass(eq=False)
class SamePerson(Forbidden):
    """Who asks for a payment does not approve it."""

    zh: ClassVar[str] = "付款的申请人与审批人须为不同的人，请由另一名财务人员审批。"
    en: ClassVar[str] = "Who asks for a payment does not approve it; somebody else must."
