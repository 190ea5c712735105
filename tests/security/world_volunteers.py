"""Volunteers and their hours, in every state that they act in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.registry.expulsion.model import Expulsion
from services.registry.expulsion.states import ExpulsionState, Ground
from services.registry.hour_entry.model import HourEntry
from services.registry.hour_entry.states import HourState
from services.registry.record_certificate.model import RecordCertificate
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.states import VolunteerState
from services.registry.volunteer_transfer.model import VolunteerTransfer
from services.registry.volunteer_transfer.states import TransferState
from shared import ids
from shared.access import Actor
from shared.clock import day_of
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree, given_a_person
from tests.registry.volunteering import CONSENT, applied, id_number, recording
from tests.security.cells import Ask, copied

NUMBER = "V32058525000000172"


async def _certificates(kit: ServiceKit, organization: UUID, volunteer: str) -> dict[str, Ask]:
    day = day_of(kit.now)
    paper = RecordCertificate(
        number="Z1",
        code="0" * 18,
        volunteer_id=UUID(volunteer),
        organization_id=organization,
        since=day,
        until=day,
        services=[],
        minutes=60,
        issued_by_id=ids.new(),
        issued_at=kit.now,
    )
    paper.seal(kit.vault, responsible="王芳", contact="0512-53500000")
    async with kit.begin() as uow:
        uow.add(paper)
    asked: dict[str, Any] = {"number": NUMBER, "organization_id": str(organization)}
    asked |= {"since": "2026-01-01", "until": "2026-12-31"}
    asked |= {"responsible": "王芳", "contact": "0512-53500000"}
    known: dict[str, Any] = {"path": {"certificate_id": paper.id}, "names": "certificate_id"}
    one = "/record-certificates/{certificate_id}"
    return {
        "POST /record-certificates": Ask(body=asked, names="organization_id"),
        "GET /record-certificates": Ask(query={"limit": 200}, tells=paper.id),
        f"GET {one}": Ask(**known),
        f"GET {one}/paper.pdf": Ask(**known),
        f"POST {one}/revocation": Ask(**known),
        "GET /verify/{code}": Ask({"code": "0" * 18}),
    }


async def _transfers(kit: ServiceKit, tree: Tree, own: UUID, others: list[UUID]) -> dict[str, Ask]:
    mine = VolunteerTransfer(
        volunteer_id=own,
        number=NUMBER,
        from_region_id=tree.community.id,
        to_region_id=tree.village.id,
        requested_at=kit.now,
        answer_by=kit.now + timedelta(days=14),
    )
    async with kit.begin() as uow:
        uow.add(mine)
    old = await copied(kit, VolunteerTransfer, mine.id, state=TransferState.WITHDRAWN)
    asked = await copied(kit, VolunteerTransfer, mine.id, volunteer_id=others[0])
    new = {"volunteer_id": str(others[1]), "region_id": str(tree.elsewhere.id)}
    one = "/volunteer-transfers/{transfer_id}"

    def of(transfer: UUID, body: Any = None) -> Ask:
        return Ask({"transfer_id": transfer}, body, names="transfer_id")

    return {
        "POST /volunteer-transfers": Ask(body=new, names="volunteer_id"),
        "GET /volunteer-transfers": Ask(query={"limit": 200}, tells=old),
        f"GET {one}": of(mine.id),
        f"POST {one}/acceptance": of(asked),
        f"POST {one}/refusal": of(asked, {"reason": "户籍与居住地均不在本社区，请核对。"}),
        f"POST {one}/withdrawal": of(mine.id),
    }


async def _expulsions(kit: ServiceKit, own: UUID, active: UUID, paused: UUID) -> dict[str, Ask]:
    story = "多次虚报服务时长，经核实并未到场。"
    mine = Expulsion(
        volunteer_id=own,
        ground=Ground.FRAUD,
        reason=story,
        identity=None,
        proposed_by_id=ids.new(),
        proposed_at=kit.now,
        statement_until=kit.now,
    )
    async with kit.begin() as uow:
        uow.add(mine)
    decidable = await copied(kit, Expulsion, mine.id, volunteer_id=active)
    until = {"appeal_until": kit.now + timedelta(days=1)}
    decided = await copied(kit, Expulsion, mine.id, state=ExpulsionState.EXPELLED, **until)
    appealed = await copied(kit, Expulsion, mine.id, state=ExpulsionState.APPEALED)
    one = "/expulsions/{expulsion_id}"

    def of(expulsion: UUID, body: Any = None) -> Ask:
        return Ask({"expulsion_id": expulsion}, body, names="expulsion_id")

    new = {"volunteer_id": str(paused), "ground": "harm", "reason": story}
    word = {"expelled": True, "reason": story}
    return {
        "POST /expulsions": Ask(body=new, names="volunteer_id"),
        "GET /expulsions": Ask(query={"limit": 200}, tells=mine.id),
        f"GET {one}": of(mine.id),
        f"POST {one}/statement": of(mine.id, {"text": story}),
        f"POST {one}/decision": of(decidable, word),
        f"POST {one}/appeal": of(decided, {"text": story}),
        f"POST {one}/review": of(appealed, word),
    }


async def _hours(kit: ServiceKit, tree: Tree, organization: UUID, volunteer: str) -> dict[str, Ask]:
    served = {"number": NUMBER, "started_at": (kit.now - timedelta(hours=1)).isoformat()}
    rows = [served | {"ended_at": kit.now.isoformat(), "minutes": 30}]
    entry = HourEntry(
        volunteer_id=UUID(volunteer),
        organization_id=organization,
        region_id=tree.community.id,
        started_at=kit.now - timedelta(days=9),
        ended_at=kit.now - timedelta(days=8),
        minutes=60,
        activity="义诊",
        recorded_by_id=ids.new(),
        recorded_at=kit.now,
    )
    async with kit.begin() as uow:
        uow.add(entry)
    later = {"started_at": entry.ended_at, "ended_at": kit.now - timedelta(days=7)}
    certified = await copied(kit, HourEntry, entry.id, state=HourState.CERTIFIED, **later)
    papers = await _certificates(kit, organization, volunteer)
    one = "/hour-entries/{entry_id}"

    def of(entry_id: UUID, body: Any = None) -> Ask:
        return Ask({"entry_id": entry_id}, body, names="entry_id")

    why = {"reason": "起止时间填写有误。"}
    asked = recording(tree, organization, *rows)
    return papers | {
        "POST /hour-entries": Ask(body=asked, names="organization_id"),
        "GET /hour-entries": Ask(query={"limit": 200}, tells=entry.id),
        f"GET {one}": of(entry.id),
        f"POST {one}/confirmation": of(entry.id),
        f"POST {one}/refusal": of(entry.id, why),
        f"POST {one}/correction": of(certified, why),
    }


async def volunteers(
    kit: ServiceKit, tree: Tree, resident: Actor, organization: UUID
) -> dict[str, Ask]:
    """Volunteers in every state that they act in, and their hours."""
    person = str(resident.person_id)
    wish = (await applied(kit, resident, UUID(person))).json()["id"]
    child = await given_a_person(kit, tree.community, id_number=id_number("19850615"))
    active = await copied(
        kit,
        Volunteer,
        wish,
        person_id=child,
        state=VolunteerState.ACTIVE,
        number=NUMBER,
        spans=[{"since": (kit.now - timedelta(days=1)).isoformat(), "until": None}],
    )
    applicant = await given_a_person(kit, tree.community, id_number=id_number("19850616"))
    paused = await copied(
        kit, Volunteer, active, person_id=applicant, state=VolunteerState.PAUSED, number="V2"
    )
    other = await given_a_person(kit, tree.community, id_number=id_number("19850617"))
    one = "/volunteers/{volunteer_id}"

    def of(volunteer: UUID | str, body: Any = None) -> Ask:
        return Ask({"volunteer_id": volunteer}, body, names="volunteer_id")

    new = {"person_id": str(other), "consent_version": CONSENT}
    found = await _hours(kit, tree, organization, str(active))
    found |= await _transfers(kit, tree, UUID(wish), [active, paused])
    return (
        found
        | await _expulsions(kit, UUID(wish), active, paused)
        | {
            "POST /volunteers": Ask(body=new, names="person_id"),
            "GET /volunteers": Ask(query={"limit": 200}, tells=wish),
            f"GET {one}": of(wish),
            f"POST {one}/admission": of(wish),
            f"POST {one}/refusal": of(wish, {"reason": "提交的证件与本人不符，请核对。"}),
            f"POST {one}/pause": of(active),
            f"POST {one}/resumption": of(paused),
            f"POST {one}/exit": of(wish),
            f"PUT {one}/skills": of(active, {"skills": [{"skill": "companionship"}]}),
        }
    )
