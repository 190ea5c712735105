"""What was served is certified on paper, which anybody can compare with the register."""

from uuid import UUID

from services.registry.record_certificate.model import RecordCertificate
from services.registry.record_certificate.rules import number
from services.registry.record_certificate.use_cases import paper_of
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_body, given_a_tree, given_an_organization, manager_of
from tests.registry.test_hours import WHY, given_two
from tests.registry.volunteering import himself, keeper, recording, time


def test_a_number_checks_itself() -> None:
    assert int(number(2026, 1)[1:]) % 97 == 1


async def test_the_paper_is_true_until_hours_that_it_rests_on_are_corrected(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    first, second = await given_two(registry, tree)
    organization = await given_an_organization(registry, tree)
    manager = manager_of(registry, tree, organization)
    days = [("2026-03-02T09:00", "2026-03-02T11:00"), ("2026-03-09T09:00", "2026-03-09T11:00")]
    rows = [time(first, *days[0], 120), time(first, *days[1], 90)]
    made = await registry.post("/hour-entries", recording(tree, organization, *rows), as_=manager)
    me = himself(registry, tree, first["person_id"])
    asked = {
        "number": first["number"],
        "organization_id": str(organization),
        "since": "2026-03-01",
        "until": "2026-03-31",
        "responsible": "王芳",
        "contact": "0512-53500000",
    }

    async def issued(**more: str) -> tuple[int, str]:
        answer = await registry.post("/record-certificates", asked | more, as_=manager)
        return answer.status_code, answer.json().get("type", answer.json().get("id"))

    nothing = [
        await issued(number=second["number"]),
        await issued(since="2026-04-01", until="2026-04-30"),
        await issued(until="2026-02-01"),
        await issued(organization_id=str(await given_a_body(registry, tree))),
    ]
    status, whole = await issued()
    _, later = await issued(since="2026-03-05")
    place = f"/record-certificates/{whole}"
    told = (await registry.get(place, as_=me)).json()
    papers = [await registry.get(f"{place}/paper.pdf", as_=by) for by in (me, manager)]
    before = await registry.get(f"/verify/{told['code']}")
    entry = made.json()["items"][0]["id"]
    await registry.post(f"/hour-entries/{entry}/correction", WHY, as_=manager)
    after = await registry.get(f"/verify/{told['code']}")
    other = await registry.get(f"/record-certificates/{later}", as_=keeper(registry, tree))
    revoked = await registry.post(f"/record-certificates/{later}/revocation", as_=manager)

    assert [one[0] for one in nothing] == [409, 409, 422, 403]
    assert (status, told["minutes"], len(told["services"])) == (201, 210, 2)
    assert {one.content[:5] for one in papers} == {b"%PDF-"}
    named = []
    for by in (me, manager):
        async with registry.begin(by) as uow:
            paper = await paper_of(uow, await uow.see(RecordCertificate, UUID(whole)))
            named.append("陈阿婆" in paper.volunteer)
    assert named == [True, False]
    assert (before.json()["name"], before.json()["minutes"]) == ("陈**", 210)
    assert (before.json()["state"], after.json()["state"]) == ("valid", "revoked")
    assert (other.json()["state"], revoked.json()["state"]) == ("valid", "revoked")
    assert (await registry.get("/verify/" + "0" * 18)).status_code == 404
    assert (await registry.get(place, as_=registry.actor(Role.RESIDENT))).status_code == 404
