"""Why a succession cannot be taken down, or has to be decided first."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict, Invalid


@dataclass(eq=False)
class Circular(Invalid):
    """An organization would succeed itself."""

    organization: str

    zh: ClassVar[str] = "组织 {organization} 不能承继自身，请核对登记信息。"
    en: ClassVar[str] = "Organization {organization} cannot succeed itself; check the registry."


@dataclass(eq=False)
class SupplierUnnamed(Conflict):
    """The supplier was split, and the buyer has not said which of its heirs delivers."""

    heirs: list[UUID]

    zh: ClassVar[str] = "承接组织已分立，请购买方先确定由哪个分立后的组织继续履行本合同。"
    en: ClassVar[str] = "The supplier was split; the buyer must first say which heir carries on."


@dataclass(eq=False)
class SupplierKnown(Conflict):
    """It is clear who delivers the contract."""

    supplier_id: UUID

    zh: ClassVar[str] = "本合同的承接组织已经明确（{supplier_id}），无需另行确定。"
    en: ClassVar[str] = "The contract's supplier is known ({supplier_id}); there is none to name."


@dataclass(eq=False)
class NotAnHeir(Invalid):
    """Only one of those that the supplier was split into can carry on."""

    pointer: str
    heirs: list[UUID]

    zh: ClassVar[str] = "只能在承接组织分立后的各组织中确定继续履行合同的一方。"
    en: ClassVar[str] = "Only a body that the supplier was split into can carry on."
