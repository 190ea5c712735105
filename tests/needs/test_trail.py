"""What became of a need, step by step, each with its hash."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared import ids
from shared.access import Role
from shared.contracts import procurement as told
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import (
    a_receiver,
    a_resident,
    a_street_of_eight,
    asking_households,
)

ORGANIZATION, CONTRACT, PROJECT = ids.new(), ids.new(), ids.new()


def a_hash(of: str) -> str:
    """The hash of a record of procurement."""
    return sha256(of.encode()).hexdigest()


class Story:
    """A project as procurement tells of it."""

    def __init__(self, needs: ServiceKit, cluster: dict[str, Any] | None) -> None:
        self.needs = needs
        self.about: dict[str, Any] = {
            "project_id": PROJECT,
            "cluster_id": UUID(cluster["id"]) if cluster else None,
            "region_id": UUID(cluster["region_id"]) if cluster else ids.new(),
        }
        self.signed = {"contract_id": CONTRACT, "organization_id": ORGANIZATION}

    def fact(self, kind: type[told.ProjectFact], record: str, **more: Any) -> told.ProjectFact:
        self.needs.now += timedelta(minutes=1)
        return kind(**self.about, record_sha256=a_hash(record), at=self.needs.now, **more)

    def adopted(self) -> told.ProjectFact:
        return self.fact(told.BriefAccepted, "project")

    def log(self, number: int) -> told.ProjectFact:
        return self.fact(
            told.ServiceLogVerified,
            f"log {number}",
            **self.signed,
            log_id=ids.new(),
            item_id=ids.new(),
            method="casework",
            served_on=date(2026, 3, 2),
            beneficiary_tokens=["t1"],
            vulnerable=True,
        )

    def evaluated(self, phase: str) -> told.ProjectFact:
        return self.fact(
            told.EvaluationFinalized,
            phase,
            **self.signed,
            evaluation_id=ids.new(),
            phase=phase,
            grade="good",
            resident_score=5,
        )

    def paid(self, fen: int) -> told.ProjectFact:
        return self.fact(
            told.SettlementPaid,
            f"paid {fen}",
            **self.signed,
            settlement_id=ids.new(),
            amount_fen=fen,
        )

    def completed(self) -> told.ProjectFact:
        return self.fact(told.ContractCompleted, "contract", **self.signed)

    def until_contract(self) -> list[told.ProjectFact]:
        later = self.needs.now + timedelta(days=3)
        claim = {"claim_id": ids.new(), "organization_id": ORGANIZATION}
        terms = {"value_fen": 8_000_000, "starts_on": date(2026, 3, 9), "ends_on": date(2026, 9, 9)}
        return [
            self.adopted(),
            self.fact(told.ProjectListed, "listing", closes_at=later),
            self.fact(told.ClaimWon, "claim", **claim, publicity_ends_at=later),
            self.fact(told.ContractSigned, "contract", **self.signed, **terms),
        ]


async def proposed(needs: ServiceKit) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """A proposed cluster of 16 households, and one of its needs, accepted, with its reporter."""
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 16)
    (need,) = (await needs.get("/needs", as_=residents[0])).json()["items"]
    await needs.post(f"/needs/{need['id']}/acceptance", as_=a_receiver(needs, community))
    await needs.tick()
    manager = needs.actor(Role.COMMUNITY_MANAGER, region=community)
    (cluster,) = (await needs.get("/clusters", as_=manager)).json()["items"]
    answer = await needs.post(f"/clusters/{cluster['id']}/proposal", as_=manager)
    assert answer.status_code == 200, answer.text
    return answer.json(), need, residents[0]


async def test_a_resident_sees_step_by_step_what_became_of_his_need(needs: ServiceKit) -> None:
    cluster, need, resident = await proposed(needs)
    story = Story(needs, cluster)
    path = f"/needs/{need['id']}"

    await needs.receive(*story.until_contract())
    await needs.receive(story.paid(1), story.log(1), story.log(2), story.evaluated("mid_term"))
    await needs.receive(story.paid(2))
    await needs.tick()
    await needs.receive(story.evaluated("final"), story.paid(3))
    await needs.tick()
    halfway = (await needs.get(path, as_=resident)).json()["state"]
    await needs.receive(story.completed())
    await needs.tick()

    trail = (await needs.get(f"{path}/trail", as_=resident)).json()
    history = (await needs.get(f"{path}/history", as_=resident)).json()["items"]
    listed = next(step["facts"] for step in trail["steps"] if step["kind"] == "project_listed")
    assert listed["closes_at"].endswith("Z")
    hashes = {step["kind"]: step["record_sha256"] for step in trail["steps"]}
    assert [step["kind"] for step in trail["steps"]] == [
        *("need_submitted", "brief_proposed", "brief_accepted", "project_listed", "claim_won"),
        *("contract_signed", "settlement_paid", "evaluation_finalized", "settlement_paid"),
        *("evaluation_finalized", "settlement_paid"),
    ]
    assert hashes["need_submitted"] == history[0]["hash"]
    assert hashes["brief_proposed"] == cluster["snapshot_sha256"]
    assert hashes["contract_signed"] == a_hash("contract")
    assert hashes["settlement_paid"] == a_hash("paid 3")
    assert trail["logs_verified"] == 2
    assert [log["record_sha256"] for log in trail["latest_logs"]] == [
        a_hash("log 2"),
        a_hash("log 1"),
    ]
    assert "beneficiary_tokens" not in trail["latest_logs"][0]["facts"]
    assert halfway == "in_project"  # payments end nothing
    assert trail["state"] == "resolved"


@pytest.mark.parametrize("classified", ["in time", "after the end"])
async def test_a_project_meets_its_members_however_late_they_were_ready(
    needs: ServiceKit, classified: str
) -> None:
    community = await a_street_of_eight(needs)
    residents = await asking_households(needs, community, 16)
    (need,) = (await needs.get("/needs", as_=residents[0])).json()["items"]
    acceptance = f"/needs/{need['id']}/acceptance"
    manager = needs.actor(Role.COMMUNITY_MANAGER, region=community)
    (cluster,) = (await needs.get("/clusters", as_=manager)).json()["items"]
    answer = await needs.post(f"/clusters/{cluster['id']}/proposal", as_=manager)
    story = Story(needs, answer.json())

    if classified == "in time":
        await needs.post(acceptance, as_=a_receiver(needs, community))
    await needs.receive(*story.until_contract(), story.completed())  # no timer ran meanwhile
    if classified == "after the end":
        await needs.tick()
        await needs.post(acceptance, as_=a_receiver(needs, community))
    await needs.tick()

    own = (await needs.get(f"/needs/{need['id']}", as_=residents[0])).json()
    assert own["state"] == "resolved"


async def test_a_contract_that_is_completed_resolves_the_need_whatever_is_told_later(
    needs: ServiceKit,
) -> None:
    cluster, need, resident = await proposed(needs)
    story = Story(needs, cluster)
    await needs.receive(*story.until_contract())
    await needs.tick()
    final, rest = story.evaluated("final"), story.paid(2)

    await needs.receive(story.completed())
    await needs.tick()
    ended = (await needs.get(f"/needs/{need['id']}", as_=resident)).json()["state"]
    await needs.receive(rest, final)
    await needs.tick()

    trail = (await needs.get(f"/needs/{need['id']}/trail", as_=resident)).json()
    assert (ended, trail["state"]) == ("resolved", "resolved")
    kinds = [step["kind"] for step in trail["steps"]]
    assert kinds[-2:] == ["evaluation_finalized", "settlement_paid"]


async def test_the_members_of_a_terminated_project_go_back_to_where_a_person_chooses(
    needs: ServiceKit,
) -> None:
    cluster, need, resident = await proposed(needs)
    story = Story(needs, cluster)
    await needs.receive(*story.until_contract(), story.paid(1))
    await needs.tick()
    ended = {**story.signed, "reason": "承接方停止服务"}
    terminated = story.fact(told.ContractTerminated, "contract", **ended)

    await needs.receive(terminated)
    await needs.tick()
    waiting = (await needs.get(f"/needs/{need['id']}", as_=resident)).json()["state"]
    await needs.receive(story.evaluated("final"), story.paid(2))  # what was delivered before
    await needs.tick()

    trail = (await needs.get(f"/needs/{need['id']}/trail", as_=resident)).json()
    (step,) = [one for one in trail["steps"] if one["kind"] == "contract_terminated"]
    assert (waiting, trail["state"]) == ("classified", "classified")
    assert step["facts"]["reason"] == "承接方停止服务"
    assert step["record_sha256"] == a_hash("contract")


async def test_a_project_that_is_told_after_its_end_takes_nobody_up(needs: ServiceKit) -> None:
    cluster, need, resident = await proposed(needs)
    story = Story(needs, cluster)
    accepted, *later = story.until_contract()
    ended = {**story.signed, "reason": "承接方停止服务"}
    await needs.receive(*later, story.fact(told.ContractTerminated, "contract", **ended))

    await needs.receive(accepted)
    await needs.tick()

    trail = (await needs.get(f"/needs/{need['id']}/trail", as_=resident)).json()
    assert trail["state"] == "classified"
    assert "brief_accepted" in {step["kind"] for step in trail["steps"]}


async def test_a_resolved_member_is_confirmed_or_disputed_as_usual(needs: ServiceKit) -> None:
    cluster, need, resident = await proposed(needs)
    story = Story(needs, cluster)
    await needs.receive(*story.until_contract())
    await needs.tick()
    await needs.receive(story.evaluated("final"), story.completed())
    await needs.tick()

    confirmed = await needs.post(f"/needs/{need['id']}/confirmation", as_=resident)
    disputed = await needs.post(
        f"/needs/{need['id']}/dispute", {"reason": "一次也没有来过"}, as_=resident
    )

    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "closed")
    assert (disputed.status_code, disputed.json()["state"]) == (200, "classified")
    stranger = a_resident(needs, await needs.region())
    seen = (await needs.get(f"/clusters/{cluster['id']}", as_=stranger)).json()
    assert seen["state"] == "fulfilled"


async def test_a_neighbor_follows_a_public_need_and_its_cluster(needs: ServiceKit) -> None:
    cluster, need, _ = await proposed(needs)
    await needs.receive(Story(needs, cluster).adopted())
    stranger = a_resident(needs, await needs.region())

    of_need = (await needs.get(f"/needs/{need['id']}/trail", as_=stranger)).json()
    of_cluster = (await needs.get(f"/clusters/{cluster['id']}/trail", as_=stranger)).json()

    assert of_need["steps"][1:] == of_cluster["steps"]
    assert [step["kind"] for step in of_cluster["steps"]] == ["brief_proposed", "brief_accepted"]
    assert of_need["memberships"][0]["asked_at"] is not None
    assert of_need["memberships"][0]["joined_at"] is None
    assert (await needs.get(f"/needs/{ids.new()}/trail", as_=stranger)).status_code == 404


async def test_what_comes_twice_is_kept_once_and_other_projects_are_not_ours(
    needs: ServiceKit,
) -> None:
    cluster, _, resident = await proposed(needs)
    accepted = Story(needs, cluster).adopted()

    await needs.receive(accepted, accepted, Story(needs, None).adopted())

    trail = (await needs.get(f"/clusters/{cluster['id']}/trail", as_=resident)).json()
    assert [step["kind"] for step in trail["steps"]] == ["brief_proposed", "brief_accepted"]


async def test_a_step_is_never_changed_even_by_ourselves(needs: ServiceKit) -> None:
    await proposed(needs)

    with pytest.raises(DBAPIError, match="permission denied"):
        async with needs.begin() as uow:
            await uow.session.execute(text("UPDATE trail_step SET record_sha256 = 'x'"))
