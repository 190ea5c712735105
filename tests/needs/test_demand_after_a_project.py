"""Who asks while a project runs is not forgotten when it ends."""

from shared.testing.kit import ServiceKit
from tests.needs.given_needs import a_street_of_eight, asking_households
from tests.needs.test_cluster import a_manager, clusters, proposed
from tests.needs.test_trail import Story


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
