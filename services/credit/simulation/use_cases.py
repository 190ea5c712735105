"""How a draft is applied to the past: a timer goes through the accounts, some at a time."""

from datetime import date, timedelta
from uuid import UUID

from services.credit.policy.model import EarningPolicy
from services.credit.policy.use_cases import check_document
from services.credit.simulation import queries
from services.credit.simulation.model import SimulatedAccount, Simulation
from services.credit.simulation.queries import Span
from services.credit.simulation.rules import check_window, replay
from services.credit.tier.rules import tier_of
from services.credit.tier.use_cases import THRESHOLDS
from shared import ids
from shared.clock import day_of
from shared.db import UnitOfWork

SIMULATION = "policy_simulation"
"""The timer that takes a simulation some accounts further."""

EARNINGS_AT_ONCE = 20_000
"""Earnings replayed in one step, and the rest of the last one's account: about a second."""

PAUSE = timedelta(milliseconds=100)
"""Between two steps, so that other timers have their turn."""


async def request_simulation(
    uow: UnitOfWork, *, policy: EarningPolicy, first: date, last: date
) -> Simulation:
    """Begin to apply a draft to the past; it makes an earlier simulation void."""
    check_window(first, last, today=day_of(uow.at))
    assert policy.region_id is not None
    await check_document(uow, region_id=policy.region_id, document=policy.document)
    simulation = Simulation(
        id=ids.new(), policy_id=policy.id, first=first, last=last, requested_by=uow.actor.id
    )
    policy.reopen(simulation_id=simulation.id)
    uow.add(simulation)
    await uow.schedule(SIMULATION, simulation.id, uow.at)
    return simulation


async def simulate_some(uow: UnitOfWork, *, simulation_id: UUID) -> None:
    """Take a simulation some accounts further; with the last of them the draft is simulated."""
    simulation = await uow.get(Simulation, simulation_id)
    policy = await uow.get(EarningPolicy, simulation.policy_id)
    if policy.simulation_id != simulation.id:
        return  # the draft was written anew meanwhile
    span = await queries.span_after(uow, simulation.reached, earnings=EARNINGS_AT_ONCE)
    found = await _simulated(uow, simulation, policy, span)
    uow.session.add_all(found)
    simulation.take(found, reached=span[1])
    if span[1] != queries.END:
        await uow.schedule(SIMULATION, simulation.id, uow.at + PAUSE)
        return
    simulation.done_at = uow.at
    policy.simulate()


async def _simulated(
    uow: UnitOfWork, simulation: Simulation, policy: EarningPolicy, span: Span
) -> list[SimulatedAccount]:
    """What the draft would have meant for those of these accounts that it concerns."""
    past = await queries.conversions_of(uow, span, simulation, policy)
    outcomes = replay(policy.rates, past)
    listed = await queries.accounts_with(uow, outcomes)
    earned = await queries.earned_upto(uow, [*outcomes], simulation.last)
    homes = {listed[account_id].region_id for account_id in outcomes}
    steps = {home: await THRESHOLDS.value(uow, region_id=home, at=uow.at) for home in homes}
    found = []
    for account_id, outcome in sorted(outcomes.items()):
        account = listed[account_id]
        assert account.organization_id is not None
        thresholds, had = steps[account.region_id], earned.get(account_id, 0)
        row = SimulatedAccount(
            simulation_id=simulation.id,
            account_id=account_id,
            organization_id=account.organization_id,
            conversions=outcome.count,
            before=outcome.before,
            after=outcome.after,
            tier_before=tier_of(had, thresholds),
            tier_after=tier_of(had + outcome.recent, thresholds),
        )
        found.append(row)
    return found
