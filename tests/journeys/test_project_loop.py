"""The project loop on a whole stack, from twenty households to the trail."""

import time
from typing import Any

from rich.console import Console

from deploy.local.demo.api import client
from deploy.local.demo.cast import Casting
from deploy.local.demo.delivery import Delivery
from deploy.local.demo.demand import VALUE, Demand, yuan
from deploy.local.demo.offices import open_offices
from deploy.local.demo.screen import Screen

WAIT_SECONDS = 30.0
STEPS = [
    "need_submitted",
    "brief_proposed",
    "brief_accepted",
    "project_listed",
    "claim_won",
    "contract_signed",
    "settlement_paid",
    "evaluation_finalized",
    "settlement_paid",
]
PAID = 20_000


def test_what_twenty_households_ask_for_is_claimed_delivered_evaluated_and_paid(
    running_stack: Any,
) -> None:
    screen = Screen(Console(quiet=True), 1)
    with client() as http:
        casting = Casting(running_stack.stack, http)
        cast = casting.call()
        offices = open_offices(casting, cast)

        need, contract = Demand(cast, offices, screen).play()
        Delivery(cast, offices, screen, contract).play(need)

        limit = time.monotonic() + WAIT_SECONDS
        while True:  # the end is told like every fact: a little later
            trail = cast.resident.get("needs", f"needs/{need['id']}/trail")
            told = len(trail["steps"]) >= len(STEPS) and trail["state"] == "resolved"
            if told or time.monotonic() > limit:
                break
            time.sleep(0.2)
        funds = list(offices.finance.pages("procurement", "funds", limit=200))
        (fund,) = [one for one in funds if cast.tag in one["name"]]
        balance = offices.finance.get("procurement", f"funds/{fund['id']}/balance")
        chain = cast.manager.get("procurement", f"projects/{contract['project_id']}/provenance")

    assert [step["kind"] for step in trail["steps"]] == STEPS
    assert (trail["state"], trail["logs_verified"]) == ("resolved", 3)
    assert balance["paid"] == yuan(PAID)
    assert balance["available"] == yuan(2 * VALUE - PAID)
    hashes = str(chain)
    for step in trail["steps"][1:]:
        assert step["record_sha256"] in hashes, step["kind"]
