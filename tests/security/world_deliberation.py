"""Matters, meetings and resolutions in every state that something is done in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.needs.ballot.model import Ballot
from services.needs.ballot.rules import Medium
from services.needs.implementation.model import Item
from services.needs.implementation.rules import LinkKind
from services.needs.matter.model import Matter
from services.needs.matter.states import MatterState
from services.needs.meeting.model import Meeting
from services.needs.meeting.rules import Outcome, RuleSet, Vote
from services.needs.meeting.states import MeetingState
from services.needs.objection.model import Objection
from services.needs.objection.rules import Ground, Step
from services.needs.objection.states import ObjectionState
from services.needs.opinion.model import Opinion
from services.needs.opinion.rules import Position
from services.needs.resolution.model import Resolution
from services.needs.resolution.states import ResolutionState
from services.needs.roll.model import RollEntry
from shared import ids
from shared.orm import Entity
from tests.needs.dispatching import Town
from tests.security.cells import Ask

M, S = MatterState, MeetingState
WHY = {"reason": "不属于社区协商事项"}
ANSWER = {"upheld": False, "reason": "通知已在楼道张贴并逐户送达。"}
SHA = "ab" * 32


async def deliberation(town: Town) -> dict[str, Ask]:
    """Everything that communities deliberate on."""
    made = await _stored(town)
    return {**_matters(town, made), **_meetings(made), **_resolutions(made)}


async def _stored(town: Town) -> dict[str, UUID]:
    """The records, by what is done with them; the resident has number 1 on every roll."""
    rows: dict[str, Any] = {state.value: _matter(town, state) for state in M}
    stands = {"noticed": M.NOTICED, "open": M.IN_SESSION, "closed": M.ADOPTED}
    for name, state in stands.items():
        rows[f"{name} meeting"] = _meeting(town, rows[state.value], S(name))
    closed = rows["closed meeting"]
    for name in ("answered", "final"):
        rows[f"{name} matter"] = _matter(town, M.ADOPTED)
    rows["answered meeting"] = _meeting(town, rows["answered matter"], S.CLOSED)
    final = _meeting(town, rows["final matter"], S.CLOSED, minutes_sha256=SHA)
    rows["final meeting"] = final
    rows["public"] = _resolution(town, closed, ResolutionState.PUBLIC)
    rows["in effect"] = _resolution(town, closed, ResolutionState.EFFECTIVE)
    for stage in ObjectionState:
        rows[f"{stage} objection"] = _objection(town, rows["public"], stage)
    rows["opinion"] = _opinion(town, closed)
    rows["ballot"] = _ballot(town, rows["open meeting"])
    rows["item"] = _item(town, rows["in effect"])
    entries = [_entry(town, one) for one in rows.values() if isinstance(one, Matter)]
    stored: list[Entity] = [*rows.values(), *entries]
    async with town.needs.begin() as uow:
        for row in stored:
            uow.add(row)
    return {name: row.id for name, row in rows.items()}


def _matter(town: Town, state: MatterState) -> Matter:
    return Matter(
        id=ids.new(),
        region_id=town.community.id,
        title="加装电梯",
        text="老人上下楼不便",
        cluster_id=None,
        proposer_id=ids.new(),
        proposer_person_id=None,
        proposed_at=town.needs.now,
        state=state,
    )


def _entry(town: Town, matter: Matter) -> RollEntry:
    return RollEntry(
        matter_id=matter.id,
        round=1,
        roll_no="1",
        unit="1号",
        household_id=None,
        person_id=town.resident.person_id,
        area=0,
        proxy_no=None,
        conflicted=False,
    )


def _meeting(town: Town, matter: Matter, state: MeetingState, **more: Any) -> Meeting:
    closed: dict[str, Any] = {
        "outcome": Outcome.ADOPTED,
        "chosen": 1,
        "tally": {},
        "minutes": "同意加装电梯。",
    }
    return Meeting(
        id=ids.new(),
        matter_id=matter.id,
        round=1,
        region_id=town.community.id,
        title=matter.title,
        rule_set=RuleSet.RESIDENTS_ASSEMBLY,
        rules_version=1,
        least=5,
        held_at=town.needs.now,
        place="议事厅",
        agenda=["加装电梯"],
        options=["加装"],
        materials=[],
        urgent_reason=None,
        eligible=1,
        roll_sha256=SHA,
        noticed_at=town.needs.now,
        state=state,
        **(closed if state is S.CLOSED else {}),
        **more,
    )


def _resolution(town: Town, meeting: Meeting, state: ResolutionState) -> Resolution:
    return Resolution(
        id=ids.new(),
        matter_id=meeting.matter_id,
        meeting_id=meeting.id,
        region_id=town.community.id,
        title=meeting.title,
        option="加装",
        text="同意加装电梯，费用分担。",
        sha256=SHA,
        published_at=town.needs.now,
        until=town.needs.now + timedelta(days=7),
        state=state,
    )


def _objection(town: Town, resolution: Resolution, state: ObjectionState) -> Objection:
    return Objection(
        id=ids.new(),
        resolution_id=resolution.id,
        region_id=town.community.id,
        roll_no="1",
        person_id=town.resident.person_id,
        ground=Ground.PROCEDURE,
        step=Step.MEETING,
        text="没有收到会议通知，要求重开。",
        lodged_at=town.needs.now,
        appeal_until=town.needs.now + timedelta(days=7),
        state=state,
    )


def _opinion(town: Town, meeting: Meeting) -> Opinion:
    return Opinion(
        id=ids.new(),
        meeting_id=meeting.id,
        roll_no="1",
        person_id=town.resident.person_id,
        position=Position.FOR,
        text="请预留担架空间",
        at=town.needs.now,
    )


def _ballot(town: Town, meeting: Meeting) -> Ballot:
    return Ballot(
        id=ids.new(),
        meeting_id=meeting.id,
        region_id=town.community.id,
        roll_no="1",
        vote=Vote.NO,
        option=None,
        medium=Medium.WEB,
        person_id=town.resident.person_id,
        at=town.needs.now,
    )


def _item(town: Town, resolution: Resolution) -> Item:
    return Item(
        id=ids.new(),
        resolution_id=resolution.id,
        task="办理加装手续",
        responsible="社区居委会",
        due_on=town.needs.now.date(),
        link_kind=LinkKind.TEXT,
        link_id=None,
        link_text="向区住建部门申请",
        progress=100,
        done_at=town.needs.now,
    )


def _matters(town: Town, made: dict[str, UUID]) -> dict[str, Ask]:
    def of(name: str, body: Any = None, **more: Any) -> Ask:
        about = {"matter_id": made[name]} | more.pop("path", {})
        return Ask(about, body, names="matter_id", **more)

    matter = {"region_id": str(town.community.id), "title": "加装电梯", "text": "上下楼不便"}
    entries = {"entries": [{"roll_no": "2", "unit": "2号"}]}
    later = town.needs.now + timedelta(days=30)
    notice: dict[str, Any] = {
        "rule_set": "council",
        "held_at": later.isoformat(),
        "place": "议事厅",
    }
    notice |= {"agenda": ["加装电梯"], "options": ["加装"]}
    one = "/matters/{matter_id}"
    return {
        "POST /matters": Ask(body=matter, names="region_id"),
        "GET /matters": Ask(query={"limit": 200}, tells=made["accepted"]),
        f"GET {one}": of("accepted"),
        f"POST {one}/supports": of("gathering"),
        f"POST {one}/acceptance": of("proposed"),
        f"POST {one}/refusal": of("proposed", WHY),
        f"POST {one}/annulment": of("accepted", WHY),
        f"POST {one}/roll-entries": of("accepted", entries),
        f"GET {one}/roll-entries": of("accepted", tells="1号"),
        f"DELETE {one}/roll-entries/{{roll_no}}": of("accepted", path={"roll_no": "1"}),
        f"POST {one}/meetings": of("accepted", notice),
        f"POST {one}/resolution": of("final matter", {"text": "同意三号楼加装一部电梯。"}),
    }


def _meetings(made: dict[str, UUID]) -> dict[str, Ask]:
    def of(name: str, body: Any = None, **more: Any) -> Ask:
        return Ask({"meeting_id": made[f"{name} meeting"]}, body, names="meeting_id", **more)

    opinion = {"position": "for", "text": "请预留担架空间"}
    answer = {"disposition": "adopted", "reason": "已写入施工要求"}
    one = "/meetings/{meeting_id}"
    return {
        "GET /meetings": Ask(query={"limit": 200}, tells=made["open meeting"]),
        f"GET {one}": of("open"),
        f"POST {one}/opening": of("noticed"),
        f"POST {one}/cancellation": of("noticed", {"reason": "场地被临时占用"}),
        f"POST {one}/check-ins": of("open", {}),
        f"POST {one}/opinions": of("open", opinion),
        f"GET {one}/opinions": of("closed", tells=made["opinion"]),
        f"POST {one}/ballots": of("open", {"vote": "no"}),
        f"GET {one}/ballots": of("open", tells=made["ballot"]),
        f"POST {one}/closing": of("open"),
        f"POST {one}/minutes": of("closed", {"text": "到会居民同意加装电梯。"}),
        f"POST {one}/final-minutes": of("answered"),
        "POST /opinions/{opinion_id}/disposition": Ask(
            {"opinion_id": made["opinion"]}, answer, names="opinion_id"
        ),
    }


def _resolutions(made: dict[str, UUID]) -> dict[str, Ask]:
    def of(name: str, body: Any = None, **more: Any) -> Ask:
        return Ask({"resolution_id": made[name]}, body, names="resolution_id", **more)

    def about(state: str, body: Any) -> Ask:
        return Ask({"objection_id": made[f"{state} objection"]}, body, names="objection_id")

    item = {"item_id": made["item"]}
    task = {"task": "办理手续", "responsible": "社区居委会", "due_on": "2026-06-30"}
    task |= {"link_kind": "text", "link_text": "向区住建部门申请"}
    objection = {"ground": "procedure", "step": "meeting"}
    objection |= {"text": "没有收到会议通知，要求重开。"}
    one, its = "/resolutions/{resolution_id}", "/implementation-items/{item_id}"
    answered = "/objections/{objection_id}"
    return {
        "GET /resolutions": Ask(query={"limit": 200}, tells=made["public"]),
        f"GET {one}": of("public"),
        f"POST {one}/objections": of("public", objection),
        f"GET {one}/objections": of("public", tells=made["lodged objection"]),
        f"POST {answered}/answer": about("lodged", ANSWER),
        f"POST {answered}/appeal": about("rejected", {"text": "一号楼只在夜里张贴过半天。"}),
        f"POST {answered}/appeal-decision": about("appealed", ANSWER),
        f"POST {one}/items": of("in effect", task),
        f"GET {one}/items": of("in effect", tells=made["item"]),
        f"POST {its}/progress": Ask(item, {"progress": 50, "note": "在办"}, names="item_id"),
        f"POST {its}/ratings": Ask(item, {"score": 5}, names="item_id"),
    }
