"""Sign-ins from a mini-program as the API shows them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.schemas import Input

Code = Annotated[str, Field(min_length=1, max_length=256, examples=["0a3bXw000LJ1Wx1R2f000Xq2bf1"])]


class WeChatLogin(Input):
    """What `wx.login` gave, and at the first sign-in the community one lives in."""

    code: Code
    region_id: UUID | None = None


class WeChatBinding(Input):
    """What `wx.login` gave."""

    code: Code
