"""Codes that bind as the API shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.schemas import Input, View


class Shown(Input):
    """The code on the resident's phone."""

    code: Annotated[str, Field(pattern="^[0-9]{8}$", examples=["48201573"])]


class BindingCodeView(View):
    """A code to show at the window; the last two digits check the others."""

    code: str
    expires_at: datetime
