"""How a project is put out to tender. Locks: process, project."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.procurement.bid.queries import last_receipt, opened_bids, sealed_bids
from services.procurement.custody import use_cases as custody
from services.procurement.custody.model import SUITE_ID, CustodianKey
from services.procurement.custody.queries import keys_named, replaced
from services.procurement.fund.rules import over_at
from services.procurement.notice import use_cases as notices
from services.procurement.notice.states import NoticeKind
from services.procurement.process.errors import NotByHand, NotPublishable, NotTenderable
from services.procurement.process.model import Process
from services.procurement.process.queries import process_in_charge
from services.procurement.process.rules import failure_of, lacks_of_criteria, lacks_of_period
from services.procurement.process.states import BY_HAND, FailReason, Lack, Method, ProcessState
from services.procurement.project import use_cases as projects
from services.procurement.project.model import Project
from services.procurement.project.queries import AUTHORS, check_no_party, project_in_charge
from services.procurement.project.states import ProjectAction, ProjectForm, ProjectState
from services.procurement.succession.queries import related
from shared import ids
from shared.contracts.procurement import ProjectListed
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter, whole

CLOSING, OPENING_END = "tender_closing", "tender_opening_end"

LAST_ANSWERED = timedelta(seconds=15)
"""By then every bid that came in time is answered (shared/edge.py): the closing refuses none."""

PLAN_TOLD = ("summary", "communities", "target_groups", "service_items", "starts_on", "ends_on")
"""What the notice of a tender says of the project."""

CLOCKS, SEALED = "spec/procurement.md §2.3", "spec/procurement.md §2.6"
TWENTY_DAYS, ONE_DAY = Duration(value=20, unit="day"), Duration(value=24, unit="h")
BIDDING = Parameter("tender.bidding", Duration, default=TWENTY_DAYS, source=CLOCKS)
OPENING = Parameter("tender.opening", Duration, default=ONE_DAY, source=SEALED)
MIN_BIDS = Parameter("tender.min_bids", whole(3, 100), default=3, source=CLOCKS)
PRICE_WEIGHT = Parameter("tender.price_weight", whole(1, 10_000), default=1_000, source=CLOCKS)
"""The least points of the price, in hundredths."""
CUSTODIANS = Parameter("tender.custodians", whole(2, 20), default=3, source=SEALED)
THRESHOLD = Parameter("tender.custody_threshold", whole(2, 20), default=2, source=SEALED)


async def draft_tender(uow: UnitOfWork, *, project_id: UUID, told: dict[str, Any]) -> Process:
    """Begin to put a project out to tender."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    if project.form is not ProjectForm.GOVERNMENT_PURCHASE:
        raise NotTenderable(form=project.form)
    process = Process(
        project_id=project.id,
        region_id=project.region_id,
        author_id=uow.actor.id,
        method=Method.OPEN_TENDER,
        title=project.title,
        ceiling_fen=project.ceiling_fen,
        **told,
    )
    uow.add(process)
    return process


async def revise_tender(uow: UnitOfWork, *, process_id: UUID, told: dict[str, Any]) -> Process:
    """Write the documents of a draft anew."""
    process = await process_in_charge(uow, process_id, *AUTHORS)
    process.write(told)
    return process


async def publish_tender(uow: UnitOfWork, *, process_id: UUID) -> Process:
    """Tell everybody; from now on bids can be sealed, to a key that nobody holds alone."""
    process = await process_in_charge(uow, process_id, *AUTHORS)
    project = await uow.lock(Project, process.project_id)
    keys = await keys_named(uow, process.custodian_key_ids)
    await projects.take_up_rules(uow, project=project)
    await _check_publishable(uow, process, project, keys)
    key = await custody.share_out(
        uow, process_id=process.id, keys=keys, threshold=THRESHOLD.kept(project.rules)
    )
    process.publish(project, key=key, start=ids.digest(ids.secret()), at=uow.at)
    project.move(ProjectAction.TENDER)
    await uow.schedule(CLOSING, process.id, process.bids_due_at + LAST_ANSWERED)
    plan = {name: project.record[name] for name in PLAN_TOLD}
    told = {"plan": plan, "suite": SUITE_ID, "sealing_key": key.hex()}
    await _tell(uow, process, NoticeKind.TENDER, process.documents | told)
    uow.emit(ProjectListed(**project.about(uow.at), closes_at=process.bids_due_at))
    return process


async def cancel_draft(uow: UnitOfWork, *, process_id: UUID, reason: str) -> Process:
    """Throw a draft away."""
    process = await process_in_charge(uow, process_id, *AUTHORS)
    process.cancel(reason=reason, at=uow.at)
    return process


async def declare_failed(
    uow: UnitOfWork, *, process_id: UUID, why: FailReason, reason: str
) -> Process:
    """End a purchase for what the buyer found; bids that are sealed are never read."""
    process = await process_in_charge(uow, process_id, *AUTHORS)
    await check_no_party(uow, *(bid.organization_id for bid in await opened_bids(uow, process.id)))
    if why not in BY_HAND:
        raise NotByHand("/why", allowed=[*BY_HAND])
    await fail(uow, process, why, reason=reason)
    return process


async def close_tender(uow: UnitOfWork, *, process_id: UUID) -> None:
    """The deadline has come: what came in is fixed before everybody, or too few bids did."""
    process = await uow.get(Process, process_id)
    if process.state is not ProcessState.PUBLISHED:
        return
    last = await last_receipt(uow, process.id)
    assert process.chain_start is not None
    root = last.hash if last else process.chain_start.hex()
    bids = len(await sealed_bids(uow, process.id))
    why = failure_of(valid=bids, over_ceiling=0, least=MIN_BIDS.kept(process.rules))
    if why is not None:
        process.closing_root = root
        await fail(uow, process, why, reason=None, bids=bids)
        return
    process.close(root=root)
    opens_by = due(uow.at, OPENING.kept(process.rules)).at
    await uow.schedule(OPENING_END, process.id, opens_by)
    told = {"closing_root": root, "open_by": opens_by.isoformat()}
    await _tell(uow, process, NoticeKind.CLOSING, told)


async def end_opening(uow: UnitOfWork, *, process_id: UUID) -> None:
    """Too few custodians came: what is sealed stays so, for there is no other key."""
    process = await uow.get(Process, process_id)
    if process.state is ProcessState.CLOSED:
        await fail(uow, process, FailReason.NOT_OPENED, reason=None)


async def fail(
    uow: UnitOfWork, process: Process, why: FailReason, *, reason: str | None, **facts: Any
) -> None:
    """The purchase comes to nothing; the project can be put out again, or given up."""
    process.fail(why, reason=reason, at=uow.at)
    await custody.forget_shares(uow, process_id=process.id)
    (await uow.get(Project, process.project_id)).move(ProjectAction.REOPEN)
    for timer in (CLOSING, OPENING_END):
        await uow.unschedule(timer, process.id)
    told = {"reason": why.value, "closing_root": process.closing_root, **facts}
    await _tell(uow, process, NoticeKind.FAILURE, told | ({"note": reason} if reason else {}))


async def _check_publishable(
    uow: UnitOfWork, process: Process, project: Project, keys: list[CustodianKey]
) -> None:
    rules = project.rules
    earliest = due(uow.at, BIDDING.kept(rules)).at
    criteria = [(one["code"], one["max_score_hundredths"]) for one in process.criteria]
    missing = [] if project.state is ProjectState.FUNDED else [Lack.PROJECT_NOT_FUNDED]
    over = over_at(project.ends_on)
    missing += lacks_of_period(process.bids_due_at, earliest=earliest, over=over)
    missing += lacks_of_criteria(
        criteria,
        price_weight=process.price_weight_hundredths,
        least_price_weight=PRICE_WEIGHT.kept(rules),
    )
    if len(keys) < max(CUSTODIANS.kept(rules), THRESHOLD.kept(rules)):
        missing.append(Lack.TOO_FEW_CUSTODIANS)
    people = [one.person_id or one.account_id for one in keys]
    if len({*people}) < len(people) or len({one.account_id for one in keys}) < len(keys):
        missing.append(Lack.CUSTODIAN_TWICE)
    if any([await replaced(uow, one) for one in keys]):
        missing.append(Lack.CUSTODIAN_KEY_REPLACED)
    bodies = [UUID(body) for one in keys for body in one.organization_ids]
    if await related(uow, bodies, [UUID(one) for one in project.designer_organization_ids]):
        missing.append(Lack.CUSTODIAN_PARTY)
    if missing:
        raise NotPublishable(missing=[*missing], earliest_allowed=earliest)


async def _tell(
    uow: UnitOfWork, process: Process, kind: NoticeKind, content: dict[str, Any]
) -> None:
    about: dict[str, Any] = {"process_id": process.id, "region_id": process.region_id}
    await notices.publish(uow, **about, kind=kind, content=content)
