"""Notices as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import PlainSerializer

from services.procurement.notice.states import NoticeKind
from shared.schemas import View

Hex = Annotated[bytes, PlainSerializer(bytes.hex, return_type=str)]
"""Bytes, shown in hexadecimal."""


class NoticeView(View):
    """A notice; `signature` (Ed25519) is of `content` as canonical JSON (RFC 8785)."""

    editable: ClassVar[bool] = False

    id: UUID
    process_id: UUID
    region_id: UUID
    kind: NoticeKind
    content: dict[str, Any]
    published_at: datetime
    public_key: Hex
    signature: Hex
