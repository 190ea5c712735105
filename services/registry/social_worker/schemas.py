"""Social workers as the API shows them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.social_worker.states import CertificateLevel
from shared.schemas import Day, Input, View, Words


class WorkerRegistration(Input):
    """A registered person to be entered as a social worker."""

    person_id: UUID


class CertificateEntry(Input):
    """A certificate as it was shown; `registered_until` when its registration is live."""

    level: CertificateLevel
    cert_no: Annotated[Words, Field(min_length=4, max_length=40)]
    issued_on: Day
    registered_until: Day | None = None


class Employment(Input):
    """The employer from now on; null when he left."""

    organization_id: UUID | None


class CertificateView(View):
    """A vocational certificate (职业水平证书), which never expires; its registration does."""

    level: CertificateLevel
    cert_no: str
    issued_on: date
    registered_until: date | None


class WorkerView(View):
    """A social worker; `level` is the highest certificate's."""

    id: UUID
    person_id: UUID
    region_id: UUID
    organization_id: UUID | None
    level: CertificateLevel | None
    registered_until: date | None
    certificates: list[CertificateView]
