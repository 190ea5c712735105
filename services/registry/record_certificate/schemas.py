"""Records of service as the API shows them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.hour_entry.schemas import NUMBER
from services.registry.organization.model import Organization
from services.registry.person.model import Person
from services.registry.person.states import PersonalField
from services.registry.record_certificate.model import RecordCertificate
from services.registry.record_certificate.states import CertificateState
from services.registry.volunteer.model import Volunteer
from shared.clock import day_of
from shared.crypto import Vault, mask_name
from shared.schemas import Day, Input, View, Words, merge


class CertificateRequest(Input):
    """Whose service, for which organization and period, and who answers for it."""

    number: Annotated[str, Field(pattern=NUMBER, examples=["V32058526000000184"])]
    organization_id: UUID
    since: Day
    until: Day
    responsible: Annotated[Words, Field(max_length=50, examples=["王芳"])]
    contact: Annotated[Words, Field(max_length=100, examples=["0512-53500000"])]


class ServiceView(View):
    """One service that a certificate lists."""

    entry_id: UUID
    served_on: date
    activity: str
    minutes: int


class RecordCertificateView(View):
    """What an organization certified of a volunteer; revoked once hours it lists were corrected."""

    id: UUID
    version: int
    number: str
    code: str
    volunteer_id: UUID
    organization_id: UUID
    since: date
    until: date
    minutes: int
    services: list[ServiceView]
    responsible: str
    contact: str
    issued_by_id: UUID
    issued_at: datetime
    revoked_at: datetime | None
    state: CertificateState

    @classmethod
    def of(cls, found: RecordCertificate, vault: Vault) -> "RecordCertificateView":
        """With who answers for it in clear: the paper says so."""
        return cls.model_validate(merge(found, **found.answerable(vault)), from_attributes=True)


class VerificationView(View):
    """What whoever holds the paper may compare it with."""

    number: str
    name: str | None
    """Masked; null once he was erased."""
    volunteer_number: str | None
    organization: str
    since: date
    until: date
    minutes: int
    issued_on: date
    state: CertificateState
    revoked_on: date | None

    @classmethod
    def of(
        cls,
        found: tuple[RecordCertificate, Volunteer, Person, Organization],
        vault: Vault,
    ) -> "VerificationView":
        """The certificate with whose it is, and who issued it."""
        certificate, volunteer, person, organization = found
        name = person.shown(vault, PersonalField.NAME)
        revoked = certificate.revoked_at
        more = {
            "name": name and mask_name(name),
            "volunteer_number": volunteer.number,
            "issued_on": day_of(certificate.issued_at),
            "revoked_on": day_of(revoked) if revoked else None,
        }
        told = merge(certificate, organization=organization.name, **more)
        return cls.model_validate(told, from_attributes=True)
