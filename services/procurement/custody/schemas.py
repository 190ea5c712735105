"""Custodians' keys and shares as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from services.procurement.notice.schemas import Hex
from shared.schemas import Input, View
from shared.wording import Formed

KeyText = Annotated[
    str,
    Formed(
        "^[0-9a-f]{64}$",
        "应为 X25519 公钥的 64 位小写十六进制",
        "must be an X25519 public key as 64 lowercase hexadecimal digits",
    ),
]


class CustodianKeySubmission(Input):
    """A custodian's own public key, for shares of purchases in a region."""

    region_id: UUID
    public_key: KeyText


class CustodianKeyView(View):
    """A custodian's public key."""

    editable: ClassVar[bool] = False

    id: UUID
    region_id: UUID
    account_id: UUID
    public_key: Hex
    created_at: datetime


class HolderView(View):
    """Who holds a share of the key of a purchase, and when he handed it in."""

    number: int
    account_id: UUID
    given_at: datetime | None


class ShareView(HolderView):
    """A share of the key of a purchase, sealed to its custodian."""

    suite: str
    sealed: Hex
    share_sha256: str
