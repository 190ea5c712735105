"""Logins as the API shows them."""

import re
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import BeforeValidator, Field

from shared.schemas import Input, View
from shared.wording import Formed

SECRET_MAX = 1024
"""Characters of a password or token that are looked at; the real limits are tighter."""


def _typed(given: Any) -> Any:
    """A code as an app shows it, with a blank in the middle, or in full width."""
    return re.sub(r"\s", "", normalize("NFKC", given)) if isinstance(given, str) else given


Code = Annotated[
    str,
    Field(examples=["492039"]),
    Formed(
        r"^[0-9]{6}$", "应为 6 位数字，请查看验证器应用", "must be the 6 digits that the app shows"
    ),
    BeforeValidator(_typed),
]


class Login(Input):
    """A username and a password, and a code where the account has a second factor.

    `new_password` replaces the password, and must where somebody else had chosen it.
    """

    username: Annotated[str, Field(min_length=1, max_length=128, examples=["wang.fang"])]
    password: Annotated[str, Field(min_length=1, max_length=SECRET_MAX)]
    new_password: Annotated[str, Field(min_length=1, max_length=SECRET_MAX)] | None = None
    code: Code | None = None


class Renewal(Input):
    """The newest refresh token of a session."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=128)]


class TokensView(View):
    """An access token for ten minutes, and the one refresh token that gets the next pair."""

    access_token: str
    refresh_token: str
    expires_in: int
    """Seconds."""
    token_type: Literal["Bearer"]


class NewFactorView(View):
    """The secret of a new second factor, told once; it counts from the first code on."""

    secret: str
    """In base 32, to be typed into an authenticator app."""
    address: str
    """The same as an `otpauth://` address, to be shown as a QR code."""
