"""A copy of what the register keeps of oneself, over HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from services.registry.account.model import Account
from services.registry.account.schemas import AccountView
from services.registry.erasure.model import Erasure
from services.registry.erasure.schemas import ErasureView
from services.registry.expulsion.model import Expulsion
from services.registry.expulsion.schemas import ExpulsionView
from services.registry.grant.model import RoleGrant
from services.registry.grant.schemas import GrantView
from services.registry.hour_entry.model import HourEntry
from services.registry.hour_entry.schemas import HourEntryView
from services.registry.own_data import queries
from services.registry.own_data.schemas import OwnData, OwnHousehold, OwnPerson, OwnTeam
from services.registry.person.errors import NotRegistered
from services.registry.person.use_cases import own_person
from services.registry.record_certificate.model import RecordCertificate
from services.registry.record_certificate.schemas import RecordCertificateView
from services.registry.social_worker.model import SocialWorker
from services.registry.social_worker.queries import certificates_of
from services.registry.social_worker.schemas import WorkerView
from services.registry.team.model import Team
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.schemas import VolunteerView
from services.registry.volunteer_transfer.model import VolunteerTransfer
from services.registry.volunteer_transfer.schemas import TransferView
from shared.access_log import AccessLogRow
from shared.copies import EVERYTHING, OWN_DATA, Part, accesses_to, document, pages, shown_as
from shared.db import UnitOfWork
from shared.own_routes import AccessLogView
from shared.parts import in_parts
from shared.schemas import View, merge
from shared.web import Begin, SignedIn, problems

router = APIRouter(prefix="/me", tags=["me"])


@router.get("/data", response_model=OwnData, responses=problems(NotRegistered))
async def copy(begin: Begin, _: SignedIn) -> StreamingResponse:
    """Everything the register keeps of oneself, in clear; that one looked is on record, too."""
    async with begin() as uow:
        person = await own_person(uow)
        me = {"person_id": person.id, "subject_id": person.id}
        uow.reveal(**me, field=EVERYTHING, purpose=OWN_DATA)
        home = await queries.home_of(uow, person)
        known: dict[str, Part] = {
            "person": OwnPerson.of(person, uow.vault),
            "household": OwnHousehold.of(home, uow.vault) if home else None,
        }
    mine, log, paper = person.id, AccessLogRow.id, RecordCertificate.id
    papers = queries.record_certificates(mine)
    known |= {
        "accounts": pages(begin, queries.accounts(mine), Account.id, shown_as(AccountView)),
        "grants": pages(begin, queries.grants(mine), RoleGrant.id, shown_as(GrantView)),
        "social_workers": pages(begin, queries.worker(mine), SocialWorker.id, _certified),
        "volunteers": pages(begin, queries.volunteers(mine), Volunteer.id, shown_as(VolunteerView)),
        "volunteer_transfers": pages(
            begin, queries.transfers(mine), VolunteerTransfer.id, shown_as(TransferView)
        ),
        "hours": pages(begin, queries.hours(mine), HourEntry.id, shown_as(HourEntryView)),
        "record_certificates": pages(begin, papers, paper, _certificates),
        "expulsions": pages(begin, queries.expulsions(mine), Expulsion.id, shown_as(ExpulsionView)),
        "teams": pages(begin, queries.teams(mine), Team.id, shown_as(OwnTeam)),
        "erasures": pages(begin, queries.erasures(mine), Erasure.id, shown_as(ErasureView)),
        "accesses": pages(begin, accesses_to(mine), log, shown_as(AccessLogView)),
    }
    return await in_parts(document(known), "application/json")


async def _certificates(uow: UnitOfWork, rows: Sequence[RecordCertificate]) -> Sequence[View]:
    return [RecordCertificateView.of(one, uow.vault) for one in rows]


async def _certified(uow: UnitOfWork, workers: Sequence[SocialWorker]) -> Sequence[View]:
    held = await certificates_of(uow, [one.id for one in workers])
    return [WorkerView.model_validate(merge(one, certificates=held[one.id])) for one in workers]
