from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared import ids
from shared.access import Actor, Role
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.credit.chain import recompute
from tests.credit.given import account_of, an_order, confirmed, given_an_organization, rated

GENESIS = "00" * 32


async def given_three_postings(credit: ServiceKit) -> tuple[UUID, Actor]:
    """An account with 12, 300 and 21 credits, and its manager."""
    _, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    manager = credit.actor(Role.ORG_MANAGER, organization=organization_id)
    for score, fields in (
        (5, {}),
        (4, {"kind": "group", "beneficiaries": 30}),
        (5, {"kind": "casework", "vulnerable": True}),
    ):
        order = an_order(organization_id, community)
        await credit.receive(confirmed(order, **fields), rated(order, score))
    return (await account_of(credit, organization_id)).id, manager


async def statement(
    credit: ServiceKit, account_id: UUID, actor: Actor, **params: Any
) -> dict[str, Any]:
    answer = await credit.get(f"/accounts/{account_id}/statement", as_=actor, params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_statement_leads_from_opening_to_closing(credit: ServiceKit) -> None:
    account_id, manager = await given_three_postings(credit)

    found = await statement(credit, account_id, manager)

    assert found["opening"] == {"seq": 0, "balance": 0, "head": GENESIS}
    assert [line["amount"] for line in found["entries"]] == [12, 300, 21]
    assert [line["balance_after"] for line in found["entries"]] == [12, 312, 333]
    assert (found["closing"]["seq"], found["closing"]["balance"]) == (3, 333)
    assert found["next"] is None


async def test_the_holder_can_recompute_the_chain(credit: ServiceKit) -> None:
    account_id, manager = await given_three_postings(credit)

    found = await statement(credit, account_id, manager)

    balance, head = recompute(str(account_id), found["opening"]["head"], found["entries"])
    assert (balance, head) == (found["closing"]["balance"], found["closing"]["head"])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda lines: lines[1].update(amount=301), "does not add up"),
        (lambda lines: lines[1].update(effective_on="2026-03-03"), "breaks the chain"),
        (lambda lines: lines.pop(1), "does not follow"),
        (lambda lines: lines.insert(1, lines[0]), "does not follow"),
        (lambda lines: lines.reverse(), "breaks the chain"),
    ],
)
async def test_whatever_is_changed_shows(credit: ServiceKit, change: Any, fault: str) -> None:
    account_id, manager = await given_three_postings(credit)
    found = await statement(credit, account_id, manager)

    change(found["entries"])

    with pytest.raises(ValueError, match=fault):
        recompute(str(account_id), found["opening"]["head"], found["entries"])


async def test_a_statement_comes_in_pages(credit: ServiceKit) -> None:
    account_id, manager = await given_three_postings(credit)

    first = await statement(credit, account_id, manager, limit=2)
    second = await statement(credit, account_id, manager, limit=2, after=first["next"])

    assert [line["seq"] for line in first["entries"] + second["entries"]] == [1, 2, 3]
    assert second["next"] is None


async def test_a_period_shows_what_was_recorded_in_it(credit: ServiceKit) -> None:
    account_id, manager = await given_three_postings(credit)
    whole = await statement(credit, account_id, manager)
    recorded = datetime.fromisoformat(whole["entries"][0]["recorded_at"]).astimezone(LOCAL)
    day, before = recorded.date(), recorded.date() - timedelta(days=1)

    within = await statement(credit, account_id, manager, **{"from": day, "to": day})
    earlier = await statement(credit, account_id, manager, to=before)
    later = await statement(
        credit, account_id, manager, **{"from": day + timedelta(days=2), "to": "2999-12-31"}
    )

    assert within["entries"] == whole["entries"]
    assert (earlier["entries"], earlier["closing"]["balance"]) == ([], 0)
    assert (later["entries"], later["opening"], later["closing"]) == (
        [],
        whole["closing"],
        whole["closing"],
    )


async def test_a_statement_of_an_empty_account(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    organization_id = await given_an_organization(credit, community)
    account = await account_of(credit, organization_id)
    manager = credit.actor(Role.ORG_MANAGER, organization=organization_id)

    found = await statement(credit, account.id, manager)

    assert found["entries"] == []
    assert found["closing"] == {"seq": 0, "balance": 0, "head": GENESIS}


@pytest.mark.parametrize(
    "params",
    [
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "yesterday"},
        {"limit": 201},
        {"after": -1},
        {"since": "2026-03-02"},
        {"to": "9999-12-31"},
    ],
)
async def test_a_bad_period_is_refused(credit: ServiceKit, params: dict[str, Any]) -> None:
    account_id, manager = await given_three_postings(credit)

    answer = await credit.get(f"/accounts/{account_id}/statement", as_=manager, params=params)

    assert answer.status_code == 422


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
async def test_a_moment_outside_the_ledger_s_days_is_refused(
    credit: ServiceKit, moment: str
) -> None:
    account_id, manager = await given_three_postings(credit)

    answer = await credit.get(
        f"/accounts/{account_id}/balance", as_=manager, params={"recorded_at": moment}
    )

    assert answer.status_code == 422


async def test_a_transfer_is_explained_in_both_languages(credit: ServiceKit) -> None:
    account_id, manager = await given_three_postings(credit)
    line = (await statement(credit, account_id, manager))["entries"][2]

    transfer = (await credit.get(f"/transfers/{line['transfer_id']}", as_=manager)).json()
    told = (
        await credit.get(line["explanation"].removeprefix("/api/credit/v1"), as_=manager)
    ).json()

    assert (transfer["credit"], transfer["amount"]) == (str(account_id), 21)
    assert told["explanation"]["amount"] == 21
    assert "10 × 1.5 × 1.2 × 1.2 = 21.6，向下取整得 21 积分。" in told["explanation"]["zh"]
    assert told["explanation"]["en"].endswith("rounded down to 21 credits. 21 are posted now.")


async def test_earnings_show_every_revision_with_its_arithmetic(credit: ServiceKit) -> None:
    account_id, manager = await given_three_postings(credit)

    listed = (await credit.get(f"/accounts/{account_id}/earnings", as_=manager)).json()

    assert [item["state"] for item in listed["items"][:2]] == ["posted", "superseded"]
    assert listed["items"][0]["explanation"]["steps"]["rating"] == 12_000


@pytest.mark.parametrize(
    "path",
    ["/accounts/{account}/statement", "/accounts/{account}/earnings", "/transfers/{transfer}"],
)
async def test_strangers_learn_nothing(credit: ServiceKit, path: str) -> None:
    account_id, manager = await given_three_postings(credit)
    transfer_id = (await statement(credit, account_id, manager))["entries"][0]["transfer_id"]
    stranger = credit.actor(Role.ORG_MANAGER, organization=ids.new())

    answer = await credit.get(path.format(account=account_id, transfer=transfer_id), as_=stranger)

    assert answer.status_code == 404
