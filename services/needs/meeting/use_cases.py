"""Announcing, holding and counting a meeting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.needs.ballot.queries import votes_in
from services.needs.clock import use_cases as clocks
from services.needs.clock.rules import ClockName
from services.needs.cluster.model import Cluster
from services.needs.matter.model import Matter
from services.needs.matter.queries import CONVENERS, matter_in_charge
from services.needs.matter.states import MatterAction
from services.needs.meeting import rules
from services.needs.meeting.errors import NothingToVoteOn, NoticeTooShort, OpinionsUnanswered
from services.needs.meeting.model import Meeting
from services.needs.meeting.queries import NEEDS_AT_ONCE, meeting_in_charge, promised_to
from services.needs.meeting.rules import Outcome, RuleSet
from services.needs.meeting.states import MeetingAction, MeetingState
from services.needs.need.model import Need
from services.needs.opinion.queries import opinions_in
from services.needs.opinion.rules import record
from services.needs.roll import queries as rolls
from services.needs.roll.model import RollEntry
from services.needs.roll.use_cases import freeze_roll
from services.needs.trail.use_cases import keep_deliberation
from shared import ids
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter, whole

SOURCE = "spec/needs.md §2.7"
NOTICE = Parameter("meeting.notice", Duration, default=Duration(value=5, unit="wd"), source=SOURCE)
URGENT_NOTICE = Parameter(
    "meeting.urgent_notice", Duration, default=Duration(value=1, unit="wd"), source=SOURCE
)
"""How long before a meeting is announced, and an urgent one."""
HEARING_LEAST = Parameter("meeting.hearing_least", whole(1, 10_000), default=5, source=SOURCE)
"""How many make a hearing."""
HELD = "meeting_held"
"""The timer that stops the clocks of those to whom the deliberation was promised."""
TRIES = 2
"""A matter that so many meetings could not decide goes to the assembly of all residents."""


async def give_notice(uow: UnitOfWork, *, matter_id: UUID, terms: dict[str, Any]) -> Meeting:
    """Announce a meeting; its roll and its rules stay as they are now."""
    matter = await matter_in_charge(uow, matter_id, *CONVENERS)
    matter.must_allow(MatterAction.NOTICE)
    rule_set = terms["rule_set"]
    if (rule_set is RuleSet.HEARING) == bool(terms["options"]):
        raise NothingToVoteOn
    wait = await (URGENT_NOTICE if terms["urgent_reason"] else NOTICE).value(
        uow, region_id=matter.region_id, at=uow.at
    )
    earliest = due(uow.at, wait).at
    if terms["held_at"] < earliest:
        raise NoticeTooShort(earliest=earliest)
    roll = await freeze_roll(uow, matter=matter, by_area=rule_set in rules.OWNERS)
    meeting = Meeting(
        id=ids.new(),
        matter_id=matter.id,
        round=matter.round,
        region_id=matter.region_id,
        title=matter.title,
        rules_version=rules.RULES_VERSION,
        least=await HEARING_LEAST.value(uow, region_id=matter.region_id, at=uow.at),
        eligible=roll.eligible,
        roll_sha256=roll.sha256,
        noticed_at=uow.at,
        **terms,
    )
    uow.add(meeting)
    told = matter.notice(meeting_id=meeting.id, rule_set=rule_set, at=uow.at)
    uow.emit(told)
    keep_deliberation(uow, told, meeting.roll_sha256)
    return meeting


async def open_meeting(uow: UnitOfWork, *, meeting_id: UUID) -> Meeting:
    """Begin: from now on people check in and vote."""
    meeting, matter = await meeting_in_charge(uow, meeting_id, *CONVENERS)
    meeting.open(at=uow.at)
    matter.move(MatterAction.OPEN)
    return meeting


async def call_off_meeting(uow: UnitOfWork, *, meeting_id: UUID, reason: str) -> Meeting:
    """It does not take place; another may be announced, and its roll is open again."""
    meeting, matter = await meeting_in_charge(uow, meeting_id, *CONVENERS)
    matter.move(MatterAction.CALL_OFF)
    meeting.call_off(reason=reason)
    return meeting


async def close_meeting(uow: UnitOfWork, *, meeting_id: UUID) -> Meeting:
    """Count, by who has no vote in it; what was counted decides where the matter goes."""
    meeting, matter = await meeting_in_charge(uow, meeting_id, *CONVENERS)
    meeting.must_allow(MeetingAction.CLOSE)
    await rolls.must_be_off_the_roll(uow, matter.id, meeting.round)
    roll = await rolls.roll(uow, matter.id, meeting.round)
    votes = await votes_in(uow, meeting.id)
    counted = rules.tally(
        (
            rules.Cast(
                rules.Figure(1, one.area),
                one.present_at is not None,
                *votes.get(one.roll_no, (None, None)),
            )
            for one in roll
            if not one.conflicted
        ),
        options=len(meeting.options),
    )
    ended = rules.outcome(meeting.rule_set, counted, least=meeting.least)
    meeting.close(counted, ended, by=uow.actor.id, at=uow.at)
    if matter.cluster_id is not None:
        await uow.schedule(HELD, meeting.id, uow.at)
    await _go_on(uow, matter, meeting)
    return meeting


async def check_in(uow: UnitOfWork, *, meeting_id: UUID, roll_no: str | None) -> RollEntry:
    """Be there: residents for themselves and whom they stand for, staff for those who came."""
    meeting = await uow.get(Meeting, meeting_id)
    if meeting.state is not MeetingState.OPEN:
        meeting.must_allow(MeetingAction.CLOSE)
    number = roll_no or await rolls.own_number(uow, meeting.matter_id, meeting.round)
    entry = await rolls.entry(uow, meeting.matter_id, meeting.round, number)
    if not await rolls.convenes(uow, meeting.region_id):
        await rolls.spoken_for(uow, entry)
    entry.present_at = entry.present_at or uow.at
    return entry


async def write_minutes(uow: UnitOfWork, *, meeting_id: UUID, text: str) -> Meeting:
    """Draft the minutes."""
    meeting, _ = await meeting_in_charge(uow, meeting_id, *CONVENERS)
    meeting.write_minutes(text)
    return meeting


async def finish_minutes(uow: UnitOfWork, *, meeting_id: UUID) -> Meeting:
    """Make them final, once every opinion is answered."""
    meeting, _ = await meeting_in_charge(uow, meeting_id, *CONVENERS)
    said = await opinions_in(uow, meeting.id)
    unanswered = sum(one.disposition is None for one in said)
    if unanswered:
        raise OpinionsUnanswered(count=unanswered)
    meeting.finish_minutes([record(one.roll_no, one.text, one.disposition) for one in said])
    return meeting


async def keep_promise(uow: UnitOfWork, *, meeting_id: UUID, at: datetime) -> None:
    """A meeting was held: the needs of its common demand were promised that, and no more."""
    meeting = await uow.see(Meeting, meeting_id)
    matter = await uow.see(Matter, meeting.matter_id)
    assert matter.cluster_id is not None
    found = await promised_to(uow, await uow.see(Cluster, matter.cluster_id), at=at)
    for need_id in found:
        need = await uow.get(Need, need_id)
        held = meeting.closed_at or at
        await clocks.stop_clock(uow, need_id=need.id, name=ClockName.DESIGN, at=held)
    if len(found) == NEEDS_AT_ONCE:
        await uow.schedule(HELD, meeting_id, at)


async def _go_on(uow: UnitOfWork, matter: Matter, meeting: Meeting) -> None:
    """Where the matter goes."""
    if meeting.outcome is Outcome.ADOPTED:
        assert meeting.chosen is not None
        option = meeting.options[meeting.chosen - 1]
        adopted = matter.adopt(meeting_id=meeting.id, option=option, at=uow.at)
        uow.emit(adopted)
        keep_deliberation(uow, adopted, meeting.roll_sha256)
    elif meeting.outcome is Outcome.REJECTED:
        rejected = matter.reject(meeting_id=meeting.id, at=uow.at)
        uow.emit(rejected)
        keep_deliberation(uow, rejected, meeting.roll_sha256)
    elif meeting.outcome is Outcome.HEARD:
        matter.move(MatterAction.HEAR)
    else:
        matter.inconclusive += 1
        if matter.inconclusive >= TRIES:
            matter.move(MatterAction.ESCALATE)
        else:
            matter.begin_anew(MatterAction.RETRY)
            await rolls.copy_roll(uow, matter)
