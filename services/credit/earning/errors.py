"""Why a service cannot be converted into credits."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class UnratedService(Invalid):
    """The earning policy in force names no weight for this kind of service."""

    service_kind: str

    zh: ClassVar[str] = "积分规则没有规定服务类别（{service_kind}）的系数，请先发布补充规则。"
    en: ClassVar[str] = "The policy has no weight for the kind {service_kind}; publish one first."
