"""The words for people's data."""

from enum import StrEnum


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
