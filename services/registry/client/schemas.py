"""API clients as the API shows them; the secret only in the answer that makes it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.client.model import ApiClient
from services.registry.client.rules import networks
from shared import ids
from shared.schemas import Input, Instant, View, Words


class NewClient(Input):
    """A system to take in."""

    name: Annotated[Words, Field(min_length=2, max_length=100, examples=["第三方评估系统"])]
    region_id: UUID
    """The city or district that answers for it."""
    organization_id: UUID | None = None
    ip_allow: Annotated[
        list[Annotated[str, Field(max_length=64, examples=["203.0.113.0/24"])]],
        Field(max_length=32),
    ]
    """Networks it may call from; none listed means from anywhere."""
    valid_to: Instant


class ClientView(View):
    """An API client; never its secret."""

    id: UUID
    name: str
    region_id: UUID
    organization_id: UUID | None
    ip_allow: list[str]
    valid_to: Instant
    revoked_at: Instant | None


class SecretView(View):
    """A client and its secret, shown this one time."""

    client: ClientView
    client_secret: str


def as_client(asked: NewClient, secret: str) -> ApiClient:
    """The client that is asked for, before anyone checked it."""
    return ApiClient(
        name=asked.name,
        region_id=asked.region_id,
        organization_id=asked.organization_id,
        secret_hash=ids.digest(secret),
        ip_allow=list(networks(asked.ip_allow)),
        valid_to=asked.valid_to,
    )
