"""Logins as the API shows them."""

from typing import Annotated, Literal

from pydantic import Field

from shared.schemas import Input, View

SECRET_MAX = 1024
"""Characters of a password or token that are looked at; the real limits are tighter."""


class Login(Input):
    """A username and a password.

    `new_password` replaces it, and must where somebody else had chosen it.
    """

    username: Annotated[str, Field(min_length=1, max_length=128, examples=["wang.fang"])]
    password: Annotated[str, Field(min_length=1, max_length=SECRET_MAX)]
    new_password: Annotated[str, Field(min_length=1, max_length=SECRET_MAX)] | None = None


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
