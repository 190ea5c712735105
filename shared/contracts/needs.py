"""Facts the needs service announces."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.events import Event


class NeedFact(Event):
    """What every fact about a need carries."""

    about: ClassVar[str] = "need_id"

    need_id: UUID
    region_id: UUID
    at: datetime


class NeedSubmitted(NeedFact):
    """A need was filed."""

    subject: ClassVar[str] = "needs.need.submitted.v1"

    category_code: str
    channel: str
    kind: str
    urgency: str


class NeedAccepted(NeedFact):
    """A receiver took the need on; he stays its first receiver for life."""

    subject: ClassVar[str] = "needs.need.accepted.v1"

    first_receiver_id: UUID


class NeedInfoRequested(NeedFact):
    """The receiver asked the reporter for everything that is missing; the clock stands still."""

    subject: ClassVar[str] = "needs.need.info_requested.v1"


class NeedRefused(NeedFact):
    """A need was refused, with a reason from the closed list."""

    subject: ClassVar[str] = "needs.need.refused.v1"

    reason: str


class NeedWithdrawn(NeedFact):
    """The reporter took the need back."""

    subject: ClassVar[str] = "needs.need.withdrawn.v1"


class NeedClassified(NeedFact):
    """A way was chosen for the need, by a rule or by a person."""

    subject: ClassVar[str] = "needs.need.classified.v1"

    rule: str
    route: str
    rule_version: int
    decided_by: str


class NeedRecategorized(NeedFact):
    """Staff said what the need is really about; its way is chosen anew."""

    subject: ClassVar[str] = "needs.need.recategorized.v1"

    category_code: str
    before: str


class NeedInService(NeedFact):
    """Someone is at work on the need."""

    subject: ClassVar[str] = "needs.need.in_service.v1"


class NeedResolved(NeedFact):
    """The need is said to be met; the reporter may confirm or dispute."""

    subject: ClassVar[str] = "needs.need.resolved.v1"


class NeedClosed(NeedFact):
    """The need is closed: confirmed by the reporter, or the window lapsed (never satisfaction)."""

    subject: ClassVar[str] = "needs.need.closed.v1"

    basis: str
    """`confirmed`, `lapsed`, or `on_behalf`: by who filed for somebody without an account."""


class NeedReopened(NeedFact):
    """The reporter disputes that the need is met."""

    subject: ClassVar[str] = "needs.need.reopened.v1"

    reopen_count: int


class OrderFact(Event):
    """What every fact about a dispatch order carries."""

    about: ClassVar[str] = "order_id"

    order_id: UUID
    need_id: UUID
    team_id: UUID
    organization_id: UUID
    region_id: UUID
    at: datetime


class OrderOffered(OrderFact):
    """A team was offered an order; it may answer until `expires_at`, exclusively."""

    subject: ClassVar[str] = "needs.order.offered.v1"

    attempt: int
    expires_at: datetime


class OrderAccepted(OrderFact):
    """The team took the order."""

    subject: ClassVar[str] = "needs.order.accepted.v1"


class OrderDeclined(OrderFact):
    """The team declined the order."""

    subject: ClassVar[str] = "needs.order.declined.v1"


class OrderExpired(OrderFact):
    """The team did not answer in time."""

    subject: ClassVar[str] = "needs.order.expired.v1"


class OrderDone(OrderFact):
    """The team says the work is done, proved by the resident's completion code."""

    subject: ClassVar[str] = "needs.order.done.v1"


class OrderConfirmed(OrderFact):
    """The service took place and is confirmed: the fact that earns credits (spec/credit.md §3)."""

    subject: ClassVar[str] = "needs.order.confirmed.v1"

    category_code: str
    kind: str
    """Kind of service: menu, group, community or casework."""
    household_id: UUID | None
    beneficiaries: int
    vulnerable: bool
    """Whether the target group is one of the thirteen vulnerable groups."""
    team_members: int
    minutes: int
    basis: str = "confirmed"
    """`confirmed` by the resident, `on_behalf` of one without an account by who filed for him, or
    `lapsed`: no answer in time, never satisfaction."""


class OrderDisputed(OrderFact):
    """The resident disputes that the work was done."""

    subject: ClassVar[str] = "needs.order.disputed.v1"


class OrderFailed(OrderFact):
    """The order ended without service: `reason` is failed, no_show or reassigned."""

    subject: ClassVar[str] = "needs.order.failed.v1"

    reason: str


class DispatchExhausted(Event):
    """No team took the need after every attempt; it waits in the manual queue."""

    subject: ClassVar[str] = "needs.dispatch.exhausted.v1"
    about: ClassVar[str] = "need_id"

    need_id: UUID
    region_id: UUID
    attempts: int
    at: datetime


class ClockBreached(Event):
    """A promised time runs or ran out; `level` is the step of the ladder (spec/needs.md §2.5).

    0: most of the time is gone; 1: broken; 2: supervision by the street; 3: accountability.
    """

    subject: ClassVar[str] = "needs.clock.breached.v1"
    about: ClassVar[str] = "need_id"

    need_id: UUID
    region_id: UUID
    clock: str
    level: int
    due_at: datetime
    at: datetime


class SurveyAnswered(Event):
    """A resident rated an order; `flagged` ratings weigh as unanswered until reviewed."""

    subject: ClassVar[str] = "needs.survey.answered.v1"
    about: ClassVar[str] = "order_id"

    survey_id: UUID
    order_id: UUID
    need_id: UUID
    organization_id: UUID
    region_id: UUID
    score: int
    """1 … 5."""
    solved: str
    """yes, partly or no."""
    contacted: bool
    flagged: bool
    at: datetime


class SurveyReviewed(Event):
    """Somebody looked at a doubtful rating; `accepted` says whether it weighs from now on."""

    subject: ClassVar[str] = "needs.survey.reviewed.v1"
    about: ClassVar[str] = "order_id"

    survey_id: UUID
    order_id: UUID
    need_id: UUID
    organization_id: UUID
    region_id: UUID
    accepted: bool
    """False: it weighs as unanswered for good, flagged or not."""
    at: datetime


class ClusterProposed(Event):
    """A common demand became a brief: what the households of a community ask for together.

    `snapshot_sha256` is the hash of the brief with the ids of the needs it stands for.
    """

    subject: ClassVar[str] = "needs.cluster.proposed.v1"
    about: ClassVar[str] = "cluster_id"

    cluster_id: UUID
    region_id: UUID
    category_code: str
    title: str
    summary: str
    """Written from figures, never from what residents wrote."""
    households: int
    need_count: int
    target_groups: list[str]
    route: str
    """project or purchase, as the rule that fired said."""
    rule: str
    snapshot_sha256: str
    at: datetime
    resolution_id: UUID | None = None
    resolution_sha256: str | None = None
    """The residents' resolution on it, where the place had to deliberate first."""


class ClusterDissolved(Event):
    """The demand is no longer there, or was declined; nothing is to come of it."""

    subject: ClassVar[str] = "needs.cluster.dissolved.v1"
    about: ClassVar[str] = "cluster_id"

    cluster_id: UUID
    region_id: UUID
    at: datetime


class MatterFact(Event):
    """What every fact about a matter of deliberation carries."""

    about: ClassVar[str] = "matter_id"

    matter_id: UUID
    region_id: UUID
    cluster_id: UUID | None
    """The common demand that it is to settle."""
    at: datetime


class MatterNoticed(MatterFact):
    """A meeting about it was announced; its roll is frozen. `GET /meetings/{id}` tells the rest."""

    subject: ClassVar[str] = "needs.matter.noticed.v1"

    meeting_id: UUID
    rule_set: str


class MatterAdopted(MatterFact):
    """A meeting decided for an option; the resolution is still to be announced."""

    subject: ClassVar[str] = "needs.matter.adopted.v1"

    meeting_id: UUID
    option: str


class MatterRejected(MatterFact):
    """A meeting decided against it."""

    subject: ClassVar[str] = "needs.matter.rejected.v1"

    meeting_id: UUID


class MatterEffective(MatterFact):
    """Its resolution took effect; `resolution_sha256` is the hash that was announced with it."""

    subject: ClassVar[str] = "needs.matter.effective.v1"

    resolution_id: UUID
    resolution_sha256: str
