"""The life of a record of service."""

from shared.states import Named, StateTable


class CertificateState(Named):
    """Whether what it says stands."""

    VALID = "valid", "有效"
    REVOKED = "revoked", "已作废"


class CertificateAction(Named):
    """What can happen to it."""

    REVOKE = "revoke", "作废"


S, A = CertificateState, CertificateAction

# fmt: off
RECORD_CERTIFICATE = StateTable("record_certificate", initial=S.VALID, moves=[
    (S.VALID, A.REVOKE, S.REVOKED),
])
# fmt: on
