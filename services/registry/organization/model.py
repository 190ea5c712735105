"""An organization: what it is, and what its authority decided about it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryEntity
from services.registry.organization.errors import (
    NotShared,
    OwnSuccessor,
    SuccessorUnfit,
    TooFewMembers,
)
from services.registry.organization.states import (
    ORGANIZATION,
    LegalType,
    OrganizationAction,
    OrganizationState,
    Tier,
)
from shared.clock import day_of
from shared.contracts import registry as told
from shared.orm import choice
from shared.policy import Parameter, whole
from shared.states import IllegalMove, Named

YEARS = whole(1, 99)
"""For how many years something may be filed."""

MEMBERS_MIN = Parameter(
    "registry.filing.members_min", whole(1, 1_000), default=5, source="spec/registry.md §2.1"
)
FILING_YEARS = Parameter("registry.filing.years", YEARS, default=3, source="spec/registry.md §2.1")
NAMELESS = (OrganizationState.CANCELED, OrganizationState.REFUSED)
"""States that leave a name free for others."""

WHOLE = 10_000
"""All shares of a split together, in basis points."""


class Organization(RegistryEntity, kw_only=True):
    """A social organization; its id stays the same from informal group to registered body.

    `authority_region_id` is the street that files it or the district that registers it;
    `author_id` is the account that wrote the draft and `revised_by_id` the last that corrected it:
    neither may approve it. `successors` are
    those it merged into or was split into: [{organization_id, share}].
    """

    __tablename__ = "organization"
    __table_args__ = (
        Index(
            "uq_organization_authority_region_id_name_norm",
            "authority_region_id",
            "name_norm",
            unique=True,
            postgresql_where="state NOT IN ('canceled', 'refused')",
        ),
        Index("ix_organization_home_region_id_id", "home_region_id", "id"),
    )

    name: Mapped[str]
    name_norm: Mapped[str]
    tier: Mapped[Tier] = mapped_column(choice(Tier, "tier"))
    legal_type: Mapped[LegalType] = mapped_column(choice(LegalType, "legal_type"))
    categories: Mapped[list[Any]] = mapped_column(default_factory=list)
    is_sw_agency: Mapped[bool] = mapped_column(default=False)
    home_region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    authority_region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"))
    author_id: Mapped[UUID]
    revised_by_id: Mapped[UUID | None] = mapped_column(default=None)
    uscc: Mapped[str | None] = mapped_column(unique=True, default=None)
    members_count: Mapped[int | None] = mapped_column(default=None)
    founded_on: Mapped[date | None] = mapped_column(default=None)
    registered_on: Mapped[date | None] = mapped_column(default=None)
    filing_no: Mapped[str | None] = mapped_column(unique=True, default=None)
    filed_until: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    successors: Mapped[list[Any]] = mapped_column(default_factory=list)
    state: Mapped[OrganizationState] = mapped_column(
        choice(OrganizationState, "state"), default=ORGANIZATION.initial
    )

    @property
    def active(self) -> bool:
        """Whether it may act, employ and send teams."""
        return self.state is OrganizationState.ACTIVE

    def in_review_at(self, home_region_id: UUID) -> bool:
        """Whether its filing for this community is being reviewed."""
        filing = self.state is OrganizationState.FILING_REVIEW
        return filing and self.home_region_id == home_region_id

    def submit(self, *, members_min: int) -> None:
        """Ask the authority: a group for its filing, a body for its registration."""
        if self.tier is Tier.REGISTERED:
            self.decide(OrganizationAction.SUBMIT_REGISTRATION)
            return
        if (self.members_count or 0) < members_min:
            raise TooFewMembers(members=self.members_count or 0, required=members_min)
        self.decide(OrganizationAction.SUBMIT_FILING)

    def check_name(self) -> None:
        """Confirm the name; only a registered body needs that."""
        self._require_registered(OrganizationAction.CHECK_NAME)
        self.decide(OrganizationAction.CHECK_NAME)

    def accept_filing(self, *, number: str, until: date) -> None:
        """File the group until a day; it may act from now on."""
        self.decide(OrganizationAction.ACCEPT_FILING)
        self.filing_no, self.filed_until = number, until

    def register(self, *, on: date) -> None:
        """Enter the body in the register; it may act from now on."""
        self.decide(OrganizationAction.REGISTER)
        self.registered_on = on

    def lapse(self, *, on: date) -> bool:
        """End a filing whose last day is over; a suspended one stays so until it is taken up."""
        over = self.active and self.filed_until is not None and self.filed_until < on
        if over:
            self.decide(OrganizationAction.LAPSE)
        return over

    def renew(self, *, until: date) -> None:
        """File a lapsed group again."""
        self.decide(OrganizationAction.RENEW)
        self.filed_until = until

    def decide(self, action: OrganizationAction, reason: str | None = None) -> None:
        """Let an action happen; the reason of the latest one is kept with it."""
        self.state = ORGANIZATION.after(self.state, action)
        self.reason = reason
        if action is OrganizationAction.REFUSE:
            self.uscc = None  # it was never registered here: the code is free for who is

    def require_fit(self) -> None:
        """Refuse unless it may take over what another one had."""
        if not (self.active and self.tier is Tier.REGISTERED):
            raise SuccessorUnfit(successor=self.name, state=self.state)

    def merge(self, *, into: UUID, at: datetime, reason: str) -> told.OrganizationMerged:
        """End by merging: its rights and duties are the other's from today on."""
        self._pass_on(OrganizationAction.MERGE, {into: WHOLE}, reason)
        return told.OrganizationMerged(
            organization_id=self.id,
            successor_id=into,
            region_id=self.home_region_id,
            effective_on=day_of(at),
            at=at,
        )

    def split(
        self, *, shares: Mapping[UUID, int], at: datetime, reason: str
    ) -> told.OrganizationSplit:
        """End by being split: its rights and duties pass on by these shares from today on."""
        self._pass_on(OrganizationAction.SPLIT, shares, reason)
        return told.OrganizationSplit(
            organization_id=self.id,
            shares=[told.Share(organization_id=one, share=part) for one, part in shares.items()],
            region_id=self.home_region_id,
            effective_on=day_of(at),
            at=at,
        )

    def as_state(self) -> told.OrganizationState:
        """What the other services know about the organization."""
        return told.OrganizationState(
            organization_id=self.id,
            version=self.version,
            name=self.name,
            tier=self.tier,
            legal_type=self.legal_type,
            state=self.state,
            home_region_id=self.home_region_id,
            founded_on=self.founded_on,
        )

    def _pass_on(self, action: OrganizationAction, shares: Mapping[UUID, int], reason: str) -> None:
        if self.id in shares:
            merges = action is OrganizationAction.MERGE
            raise OwnSuccessor("/successor_id" if merges else "/shares")
        if sum(shares.values()) != WHOLE:
            raise NotShared("/shares", total=sum(shares.values()))
        self.decide(action, reason)
        self.successors = [
            {"organization_id": str(one), "share": part} for one, part in shares.items()
        ]

    def _require_registered(self, action: OrganizationAction) -> None:
        if self.tier is not Tier.REGISTERED:
            others: list[Named] = [
                one for one in ORGANIZATION.allowed(self.state) if one is not action
            ]
            raise IllegalMove(ORGANIZATION.name, self.state, action, others)
