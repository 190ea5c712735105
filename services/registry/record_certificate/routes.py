"""Records of service over HTTP."""

from asyncio import to_thread
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from sqlalchemy import select
from starlette.responses import Response

from services.registry.hour_entry.errors import NotYourHours, NumberUnknown, OwnHours
from services.registry.record_certificate import queries, use_cases
from services.registry.record_certificate.errors import NothingServed, TooManyServices
from services.registry.record_certificate.model import RecordCertificate
from services.registry.record_certificate.rules import as_pdf
from services.registry.record_certificate.schemas import (
    CertificateRequest,
    RecordCertificateView,
    VerificationView,
)
from shared.access import Actor, Role
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Now, Public, SignedIn, problems, requires

router = APIRouter(tags=["volunteers"])
PATH = "/record-certificates"
ONE = f"{PATH}/{{certificate_id}}"

Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Code = Annotated[str, Path(pattern="^[0-9]{18}$", description="As it stands on the paper")]


@router.post(
    PATH,
    status_code=201,
    response_model=RecordCertificateView,
    responses=problems(
        *(Unknown, NotYourHours, OwnHours, NumberUnknown),
        *(NothingServed, TooManyServices, BadValue),
    ),
)
async def issue(asked: CertificateRequest, begin: BeginOnce, now: Now, _: Manager) -> Response:
    """Certify on paper what one's organization recorded of a volunteer; it costs nothing."""
    wanted = use_cases.Wanted(**dict(asked))
    async with begin() as uow:
        made = await use_cases.issue(uow, wanted=wanted, at=now)
        await uow.flush()
        shown = RecordCertificateView.of(made, uow.vault)
        place = f"{PATH}/{made.id}"
        return await uow.answer(201, RecordCertificateView, shown, location=place)


@router.get(PATH, response_model=Listed[RecordCertificateView])
async def list_certificates(
    page: Page, begin: Begin, actor: SignedIn, volunteer: UUID | None = None
) -> Response:
    """The records of service in your scope: one's own, one's organization's, one's volunteers'."""
    async with begin() as uow:
        rows = select(RecordCertificate).where(queries.visible(actor))
        only = {RecordCertificate.volunteer_id: volunteer}
        found = await page_of(uow, rows, RecordCertificate.id, page, only)
        found["items"] = [RecordCertificateView.of(one, uow.vault) for one in found["items"]]
        return await uow.answer(200, Listed[RecordCertificateView], found)


@router.get(ONE, response_model=RecordCertificateView, responses=problems(Unknown))
async def read(certificate_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One record of service."""
    async with begin() as uow:
        found = await uow.see(RecordCertificate, certificate_id, queries.visible(actor))
        shown = RecordCertificateView.of(found, uow.vault)
        return await uow.answer(200, RecordCertificateView, shown)


@router.get(
    f"{ONE}/paper.pdf",
    response_class=Response,
    responses=problems(Unknown) | {200: {"content": {"application/pdf": {}}}},
)
async def read_paper(certificate_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """The same to print; only for the volunteer himself his name is in clear."""
    async with begin() as uow:
        found = await uow.see(RecordCertificate, certificate_id, queries.visible(actor))
        paper = await use_cases.paper_of(uow, found)
        services = [*found.services]
    content = await to_thread(as_pdf, paper, services)
    return Response(content, media_type="application/pdf")


@router.post(
    f"{ONE}/revocation",
    response_model=RecordCertificateView,
    responses=problems(Unknown, NotYourHours, IllegalMove),
)
async def revoke(certificate_id: UUID, begin: Begin, now: Now, _: Manager) -> Response:
    """Let a mistaken one be true no more; another may be issued."""
    async with begin() as uow:
        found = await use_cases.revoke(uow, certificate_id=certificate_id, at=now)
        await uow.flush()
        shown = RecordCertificateView.of(found, uow.vault)
        return await uow.answer(200, RecordCertificateView, shown)


@router.get("/verify/{code}", response_model=VerificationView, responses=problems(Unknown))
async def verify(code: Code, begin: Begin, _: Public) -> Response:
    """What a certificate says, for whoever holds it: the name masked, and whether it holds."""
    async with begin() as uow:
        found = await queries.verified(uow, code)
        shown = VerificationView.of(found, uow.vault)
        return await uow.answer(200, VerificationView, shown)
