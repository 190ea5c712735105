"""What the register keeps of oneself, in clear."""

from typing import Any
from uuid import UUID

from services.registry.account.schemas import AccountView
from services.registry.erasure.schemas import ErasureView
from services.registry.expulsion.schemas import ExpulsionView
from services.registry.grant.schemas import GrantView
from services.registry.hour_entry.schemas import HourEntryView
from services.registry.household.model import ADDRESS, Household
from services.registry.person.model import Person
from services.registry.person.states import PersonalField, PersonState
from services.registry.record_certificate.schemas import RecordCertificateView
from services.registry.social_worker.schemas import WorkerView
from services.registry.volunteer.schemas import VolunteerView
from services.registry.volunteer_transfer.schemas import TransferView
from shared.crypto import Vault
from shared.own_routes import AccessLogView
from shared.schemas import View


class OwnPerson(View):
    """Who one is; whether it is only kept (`restricted`)."""

    editable = False

    id: UUID
    region_id: UUID
    name: str | None
    phone: str | None
    id_number: str | None
    state: PersonState

    @classmethod
    def of(cls, person: Person, vault: Vault) -> "OwnPerson":
        """Every field in clear."""
        clear: dict[str, Any] = {str(field): person.shown(vault, field) for field in PersonalField}
        return cls(id=person.id, region_id=person.region_id, state=person.state, **clear)


class OwnHousehold(View):
    """Where one lives; with whom is theirs to know."""

    editable = False

    id: UUID
    region_id: UUID
    address: str

    @classmethod
    def of(cls, household: Household, vault: Vault) -> "OwnHousehold":
        """The address in clear."""
        address = vault.open(ADDRESS, household.id, household.address_sealed)
        return cls(id=household.id, region_id=household.region_id, address=address)


class OwnTeam(View):
    """A team that lists one."""

    editable = False

    id: UUID
    organization_id: UUID
    name: str


class OwnData(View):
    """All that the register keeps of oneself."""

    person: OwnPerson
    household: OwnHousehold | None
    accounts: list[AccountView]
    grants: list[GrantView]
    """Every role, those that are over as well."""
    social_workers: list[WorkerView]
    """One's record with its certificates, or none."""
    volunteers: list[VolunteerView]
    """One's record, or none."""
    volunteer_transfers: list[TransferView]
    hours: list[HourEntryView]
    """What one served as a volunteer, with what was corrected."""
    record_certificates: list[RecordCertificateView]
    expulsions: list[ExpulsionView]
    teams: list[OwnTeam]
    erasures: list[ErasureView]
    accesses: list[AccessLogView]
    """Who saw it, this copy included."""
