"""Every kind of transfer is computed again; whoever forges one, hash and all, is found."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.credit.annual_evaluation.model import SOURCE as YEAR
from services.credit.delivery.model import SOURCE as CONTRACT
from services.credit.expiry.use_cases import look_at_expiry
from services.credit.explanation.rules import REPLAYS
from services.credit.order_record.model import ORDER
from services.credit.succession.model import SOURCE as ENDED
from services.credit.succession.use_cases import pass_on
from services.credit.transfer.model import Transfer
from services.credit.volunteer_point.model import SOURCE as HOURS
from shared.app import attach
from shared.clock import LOCAL
from shared.sealed import Fault
from tests.credit.contracts import Contract
from tests.credit.facts import a_volunteer, evaluated, merged, not_served, served
from tests.credit.given import an_order, confirmed, disputed, rated
from tests.credit.own import OwnLedger, own_ledger
from tests.credit.spending import Scene, a_scene, neighbor
from tests.credit.test_export import verified
from tests.credit.test_grant_api import granted
from tests.credit.test_penalty_api import UPHELD, propose, step
from tests.credit.test_redemption_api import ask
from tests.credit.test_verification import fault_after

BY_HAND = ("credit.grant", "credit.penalty", "credit.redemption")


@pytest.fixture(scope="session")
async def every_kind(
    postgres: PostgresServer, credentials: Credentials, credit_parts: Any
) -> AsyncGenerator[OwnLedger, None]:
    """A ledger with a transfer of every kind that is computed, and of those that are not."""
    async with own_ledger(postgres, credentials, credit_parts, "credit_kinds") as ledger:
        kit = ledger.kit
        attach(kit.app, kit.database)
        kit.app.state.now = kit.at
        scene = await a_scene(kit)
        await _earn(scene)
        await _decide(scene)
        kit.now = datetime(2029, 1, 1, tzinfo=LOCAL)
        async with kit.begin() as uow:
            await look_at_expiry(uow, account_id=scene.account_id)
        yield ledger


async def _earn(scene: Scene) -> None:
    """Orders, a contract, yearly evaluations, a volunteer's hours, corrections, and a merger."""
    kit, here = scene.credit, scene.community
    for score in (5, 4):
        order = an_order(scene.organization_id, here)
        plain = {"kind": "group", "beneficiaries": 30}
        await kit.receive(confirmed(order, **plain), rated(order, score))
    await kit.receive(disputed(order, after=timedelta(days=1)))
    contract = Contract(here)
    told = ["organization", "log", "same people", "next month", "fabricated log", "final"]
    await kit.receive(*(contract.facts[name] for name in (*told, "corrected", "violation")))
    mine = scene.organization_id
    await kit.receive(evaluated(mine, here, 900), evaluated(mine, here, 880, days=9))
    volunteer = a_volunteer(here)
    hours = served(volunteer.volunteer_id, here, 120)
    await kit.receive(volunteer, hours, not_served(hours, 60))
    ended = await neighbor(scene)
    await kit.receive(evaluated(ended.organization_id, here, 900))
    await kit.receive(merged(ended.organization_id, mine, here))
    async with kit.begin() as uow:
        await pass_on(uow, account_id=ended.account_id)


async def _decide(scene: Scene) -> None:
    """A grant, a redemption and a penalty."""
    await granted(scene, 200)
    item = await scene.item(needs_approval=False)
    redemption = (await ask(scene, item)).json()
    place = f"/redemptions/{redemption['id']}/fulfillment"
    assert (await scene.credit.post(place, as_=scene.officer())).status_code == 200
    penalty = (await propose(scene, scene.officer())).json()
    await step(scene, penalty, "statement", {"text": "记录由新人误填"}, scene.manager)
    assert (await step(scene, penalty, "decision", UPHELD, scene.officer())).status_code == 200


def test_each_source_is_replayed_by_the_name_it_has_in_the_journal() -> None:
    assert {ORDER, CONTRACT, YEAR, HOURS, ENDED, "credit.account"} == {*REPLAYS}


async def test_a_ledger_with_every_kind_has_no_fault(every_kind: OwnLedger) -> None:
    async with every_kind.kit.begin() as uow:
        sources = {*await uow.session.scalars(select(Transfer.source_type))}

    assert sources == {*REPLAYS, *BY_HAND}
    assert await fault_after(every_kind) is None


async def test_a_stranger_verifies_a_ledger_with_every_kind(every_kind: OwnLedger) -> None:
    answer = await every_kind.kit.get("/exports/journal")

    assert verified(answer.text)[0] == 0, verified(answer.text)[1]


NOT_GIVEN = "its inputs and its figures do not give its amount"
NEVER = "its figures never were in force"
SILENT = "its explanation does not say how its amount came about"
NOT_POSTED = "it is not what its source says was posted"


EXPLANATION = "ledger_explanation(form_id, told)::jsonb"


def explained(otherwise: str) -> str:
    return f"form_id = ledger_form(ledger_words({otherwise})), told = ledger_values({otherwise})"


def told(path: str, value: str) -> str:
    return explained(f"jsonb_set({EXPLANATION}, '{{{path}}}', ({value})::text::jsonb)")


def inputs(name: str, more: int) -> str:
    return told(f"inputs,{name}", f"({EXPLANATION}->'inputs'->>'{name}')::int + {more}")


MORE = "amount = amount + 1, " + told("after", f"({EXPLANATION}->>'after')::int + 1")
"""One credit more, in the transfer and in its explanation."""
SHARE, FORGED, PART = (
    f"{EXPLANATION}->'inputs' ? '{name}'" for name in ("percent", "forged", "day_turn")
)

FORGERIES: dict[str, tuple[str, str, str, str]] = {
    "how much there was to pass on": (ENDED, "kind = 'succeed'", inputs("total", 7), NOT_GIVEN),
    "an order's amount": (ORDER, "kind = 'earn'", MORE, NOT_GIVEN),
    "what an order had before": (
        ORDER,
        "kind = 'earn'",
        told("before", "1"),
        "its explanation leads to another amount",
    ),
    "whom an order served": (ORDER, "kind = 'earn'", inputs("beneficiaries", 9), NOT_GIVEN),
    "an order's policy": (ORDER, "kind = 'earn'", "policy_id = NULL", NEVER),
    "that a dispute takes all back": (
        ORDER,
        f"{EXPLANATION}->>'state' = 'expected'",
        "amount = amount - 1, " + told("after", "1"),
        NOT_GIVEN,
    ),
    "an order's whole reason": (ORDER, "kind = 'earn'", explained("'{}'"), SILENT),
    "a part of a contract": (CONTRACT, PART, MORE, NOT_GIVEN),
    "whom a contract served": (CONTRACT, PART, inputs("beneficiaries", 9), NOT_GIVEN),
    "a part's policy": (CONTRACT, PART, "policy_id = NULL", NEVER),
    "what a contract earned": (CONTRACT, SHARE, inputs("earned", 100), NOT_GIVEN),
    "a grade's share": (CONTRACT, SHARE, inputs("percent", 3), NEVER),
    "what was forged": (CONTRACT, FORGED, inputs("forged", 1), NOT_GIVEN),
    "what forgery costs": (CONTRACT, FORGED, inputs("factor", -1), NEVER),
    "a year's score": (YEAR, "true", inputs("score", 50), NOT_GIVEN),
    "a year's figures": (YEAR, "true", inputs("each", 1), NEVER),
    "a volunteer's minutes": (HOURS, "true", inputs("minutes", 60), NOT_GIVEN),
    "what a point takes": (HOURS, "true", inputs("minutes_per_point", -1), NEVER),
    "what was earned before it expired": (
        "credit.account",
        "true",
        inputs("earned", 1),
        NOT_GIVEN,
    ),
    "a grant's own words": (
        "credit.grant",
        "true",
        told("amount", "amount + 1"),
        "its explanation is of another amount",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_transfer_is_found_by_computing_it_again(
    every_kind: OwnLedger, name: str
) -> None:
    source, which, forgery, words = FORGERIES[name]
    chosen = f"source_type = '{source}' AND kind <> 'arrears' AND {which}"
    async with every_kind.kit.begin() as uow:
        first = text(f"SELECT id FROM transfer WHERE {chosen} ORDER BY id LIMIT 1")
        id = (await uow.session.execute(first)).scalar_one()

    one = f"WHERE id = '{id}'"
    fault = await fault_after(every_kind, f"UPDATE transfer SET {forgery} {one}")

    assert fault == Fault(f"transfer {id}", words)


async def test_an_expiry_is_computed_again_from_the_entries_before_it(
    every_kind: OwnLedger,
) -> None:
    both = " || ".join(
        f"jsonb_build_object('{name}', ({EXPLANATION}->'inputs'->>'{name}')::int + 10)"
        for name in ("earned", "held")
    )
    more = f"jsonb_set({EXPLANATION}, '{{inputs}}', {EXPLANATION}->'inputs' || {both})"
    forgery = f"UPDATE transfer SET {explained(more)} WHERE source_type = 'credit.account'"

    fault = await fault_after(every_kind, forgery)

    assert fault is not None
    assert fault.what == NOT_POSTED


ISSUER = "(SELECT id FROM account WHERE kind = 'issue' AND unit = 'credit' LIMIT 1)"
FOREIGN = "nothing of its kind comes from its source"
INVENTED: dict[str, tuple[str, str, str, str, str]] = {
    "of a source that there is not": ("true", "'grant'", ISSUER, "'credit.bonus'", FOREIGN),
    "of a source that gives none": ("true", "'grant'", ISSUER, "'credit.redemption'", FOREIGN),
    "a grant once more": (
        "source_type = 'credit.grant'",
        *("kind", "debit", "source_type", NOT_POSTED),
    ),
    "what nobody decided to grant": ("true", "'grant'", ISSUER, "'credit.grant'", NOT_POSTED),
    "what no appeal won": (
        "source_type = 'credit.penalty' AND kind = 'penalize'",
        *("'reverse'", "credit", "source_type", NOT_POSTED),
    ),
    "what no heir had": ("kind = 'succeed'", "kind", ISSUER, "source_type", NOT_POSTED),
}


@pytest.mark.parametrize("name", INVENTED)
async def test_a_transfer_that_was_posted_for_nothing_is_found(
    every_kind: OwnLedger, name: str
) -> None:
    which, kind, debit, source, words = INVENTED[name]
    receives = f"CASE WHEN {debit} = t.credit THEN t.debit ELSE t.credit END"
    back = "CASE WHEN t.kind = 'penalize' THEN t.id END"
    post = (
        f"SELECT ledger_post(uuidv7(), {kind}, {debit}, {receives}, amount, effective_on, {source},"
        f" source_id, policy_id, words, told, actor_id, '{{}}', {back})"
        " FROM (SELECT t.*, f.words FROM transfer t JOIN explanation_form f ON f.id = form_id"
        f" WHERE {which} ORDER BY t.id LIMIT 1) t"
    )

    fault = await fault_after(every_kind, post)

    assert fault is not None
    assert fault.what == words


ELSEWHERE: dict[str, tuple[str, str]] = {
    "order_record": ("posted = posted + 1", "were posted"),
    "contract_part": ("posted = posted + 1", "were posted"),
    "contract_record": ("penalty = penalty + 1", "were posted"),
    "point_month": ("posted = posted + 1", "were posted"),
    "annual_evaluation": ("posted = posted + 1", NOT_POSTED),
    "grant_request": ("lines = jsonb_set(lines, '{0,amount}', '999')", NOT_POSTED),
    "penalty": ("points = points + 1", NOT_POSTED),
    "redemption": ("price = price + 1", NOT_POSTED),
}

REVERSED: list[tuple[str, str, str]] = [
    ("order_record", "withdrawn", "1 were reversed by hand, 0 are there"),
    ("contract_part", "withdrawn", "were reversed by hand, 0 are there"),
    ("contract_record", "withdrawn", "1 were reversed by hand, 0 are there"),
    ("contract_record", "remitted", "1 were reversed by hand, 0 are there"),
    ("contract_record", "forgiven", "1 were reversed by hand, 0 are there"),
    ("annual_evaluation", "withdrawn", NOT_POSTED),
]


@pytest.mark.parametrize("table", ELSEWHERE)
async def test_what_a_source_says_was_posted_must_be_in_the_journal(
    every_kind: OwnLedger, table: str
) -> None:
    change, words = ELSEWHERE[table]

    fault = await fault_after(every_kind, f"UPDATE {table} SET {change}")

    assert fault is not None
    assert words in fault.what


@pytest.mark.parametrize(("table", "column", "words"), REVERSED)
async def test_what_a_source_says_was_reversed_must_be_in_the_journal(
    every_kind: OwnLedger, table: str, column: str, words: str
) -> None:
    fault = await fault_after(every_kind, f"UPDATE {table} SET {column} = {column} + 1")

    assert fault is not None
    assert words in fault.what


@pytest.mark.parametrize("table", ["penalty", "redemption", "grant_request", "annual_evaluation"])
async def test_a_transfer_without_its_source_is_found(every_kind: OwnLedger, table: str) -> None:
    fault = await fault_after(every_kind, f"DELETE FROM {table}")

    assert fault is not None
    assert fault.what == NOT_POSTED


async def test_transfers_of_an_order_nobody_told_of_are_found(every_kind: OwnLedger) -> None:
    fault = await fault_after(every_kind, "DELETE FROM order_record")

    assert fault is not None
    assert fault.row.startswith("needs.order ")
    assert fault.what.startswith("0 were posted")
