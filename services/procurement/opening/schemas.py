"""Shares of a key as the API takes them."""

from typing import Annotated

from services.procurement.custody.rules import SHARE_BYTES
from shared.schemas import Input
from shared.wording import Formed


class ShareSubmission(Input):
    """A custodian's share, as he opened it with his own key."""

    share: Annotated[
        str,
        Formed(
            f"^[0-9a-f]{{{2 * SHARE_BYTES}}}$",
            "应为解密后密钥份额的小写十六进制",
            "must be the opened share in lowercase hexadecimal",
        ),
    ]
