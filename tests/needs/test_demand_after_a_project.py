"""Who asks while a project runs, or once more, is not forgotten when it ends."""

from typing import Any

from shared.access import Actor
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import a_receiver, a_street_of_eight, asking_households
from tests.needs.test_cluster import a_manager, clusters, own_need, proposed
from tests.needs.test_trail import Story


async def step(
    needs: ServiceKit, of: Actor, path: str, body: Any = None, *, by: Actor | None = None
) -> None:
    """One step of a resident's need that must succeed, and what is due after it."""
    place = f"/needs/{(await own_need(needs, of))['id']}/{path}"
    answer = await needs.post(place, body, as_=by or of)
    assert answer.status_code == 200, answer.text
    await needs.tick()


async def test_who_asked_during_the_project_is_counted_when_it_ends(needs: ServiceKit) -> None:
    community = await a_street_of_eight(needs)
    await asking_households(needs, community, 16)
    manager = a_manager(needs, community)
    cluster = await proposed(needs, manager)
    story = Story(needs, cluster)
    await needs.receive(story.adopted())
    await needs.tick()
    await asking_households(needs, community, 4)
    during = await clusters(needs, manager)

    await needs.receive(story.completed())
    await needs.tick()

    assert [one["state"] for one in during] == ["adopted"]
    new, old = await clusters(needs, manager)
    assert (old["state"], new["state"]) == ("fulfilled", "hot")
    assert new["households"] >= 4


async def test_who_asks_again_is_met_by_the_second_project_and_not_by_the_end_of_the_first(
    needs: ServiceKit,
) -> None:
    community = await a_street_of_eight(needs)
    not_met, slow, *_ = await asking_households(needs, community, 17)
    manager, receiver = a_manager(needs, community), a_receiver(needs, community)
    await step(needs, not_met, "acceptance", by=receiver)
    first = Story(needs, await proposed(needs, manager))
    await needs.receive(first.adopted(), first.completed())
    await needs.tick()
    again = {"route": "project", "override_reason": "一次也没有来过，重新立项办理"}
    await step(needs, not_met, "dispute", {"reason": "一次也没有来过"})
    await step(needs, not_met, "classification", again, by=receiver)
    second = Story(needs, await proposed(needs, manager))
    await needs.receive(second.adopted())
    await needs.tick()
    waiting = [(await own_need(needs, one))["state"] for one in (not_met, slow)]

    await step(needs, slow, "acceptance", by=receiver)

    during = [(await own_need(needs, one))["state"] for one in (not_met, slow)]
    await needs.receive(second.completed())
    await needs.tick()
    after = [(await own_need(needs, one))["state"] for one in (not_met, slow)]
    assert waiting == ["in_project", "submitted"]
    assert (during, after) == (["in_project"] * 2, ["resolved"] * 2)
