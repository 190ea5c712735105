"""Samples and decisions as the API takes and shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.procurement.verification.states import SampleAction, SampleState
from shared.schemas import Input, View, Words

Reason = Annotated[Words, Field(min_length=2, max_length=500, examples=["签到表与记录不符"])]


class Word(Input):
    """The buyer's side's part of the draw."""

    word: Annotated[Words, Field(min_length=8, max_length=128, examples=["3f7c1d94 抽查"])]
    """Anything the platform could not know before."""


class Rejection(Input):
    """Why a log does not hold."""

    reason: Reason
    fabricated: bool = False
    """The service was invented: three times the quantity is deducted, and others are told."""


class Dispute(Input):
    """Why the supplier wants a second look."""

    reason: Reason


class SampleView(View):
    """A sample and how it was drawn: `seed = SHA-256(secret | word | pool_sha256)`.

    Of each (item, leading worker) those logs are checked whose SHA-256(seed | log id) comes first.
    """

    id: UUID
    version: int
    contract_id: UUID
    pool_size: int
    pool_sha256: str
    commitment: str
    frozen_at: datetime
    secret: str | None
    word: str | None
    seed: str | None
    drawn_size: int
    full: bool
    closed_at: datetime | None
    state: SampleState
    actions: list[SampleAction]
