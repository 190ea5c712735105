"""The words for people's data."""

from enum import StrEnum

from shared.states import Named, StateTable, from_any


class PersonalField(StrEnum):
    """What may be shown in clear, one field at a time."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"


class Purpose(StrEnum):
    """Why personal data is shown in clear; the person can read it in his access log."""

    SERVICE_DELIVERY = "service_delivery"
    SAFETY_CHECK = "safety_check"
    VERIFICATION = "verification"
    COMPLAINT_HANDLING = "complaint_handling"
    LEGAL_DUTY = "legal_duty"
    OWN_DATA = "own_data"


class PersonState(Named):
    """How far the register may still use what it holds of somebody."""

    ACTIVE = "active", "正常"
    RESTRICTED = "restricted", "限制处理"
    ERASED = "erased", "已删除"


class PersonAction(Named):
    """What can happen to somebody's data."""

    RESTRICT = "restrict"
    RELEASE = "release"
    ERASE = "erase"


S, A = PersonState, PersonAction

# fmt: off
PERSON = StateTable("person", initial=S.ACTIVE, moves=[
    (S.ACTIVE,     A.RESTRICT, S.RESTRICTED),
    (S.RESTRICTED, A.RELEASE,  S.ACTIVE),
    *from_any((S.ACTIVE, S.RESTRICTED), A.ERASE, S.ERASED),
])
# fmt: on
