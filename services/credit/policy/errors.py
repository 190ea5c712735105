"""Why no earning policy can be named."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class UnknownPolicyPeriod(Invalid):
    """No earning policy was in force at that time."""

    at: str

    zh: ClassVar[str] = "{at} 没有生效的积分规则，请先发布覆盖该时间的规则。"
    en: ClassVar[str] = "No earning policy was in force at {at}; publish one that covers it."
