"""Clusters over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.cluster import queries, use_cases
from services.needs.cluster.model import Cluster
from services.needs.cluster.schemas import ClusterView, MemberView
from services.needs.cluster.states import ClusterState
from services.needs.cluster.use_cases import PROPOSERS
from services.needs.need.errors import ConflictOfInterest, OutOfCharge
from services.needs.need.model import Need
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Now, SignedIn, problems, requires

router = APIRouter(prefix="/clusters", tags=["clusters"])


@router.get("", response_model=Listed[ClusterView])
async def list_clusters(
    *,
    actor: SignedIn,
    begin: Begin,
    page: Page,
    region_id: UUID | None = None,
    category_code: str | None = None,
    state: ClusterState | None = None,
) -> Response:
    """Common demands, newest first: those of enough households, and all of one's own region."""
    async with begin() as uow:
        only = {
            Cluster.region_id: region_id,
            Cluster.category_code: category_code,
            Cluster.state: state,
        }
        found = await page_of(uow, queries.clusters(actor), Cluster.id, page, only)
        return await uow.answer(200, Listed[ClusterView], found)


@router.get("/{cluster_id}", response_model=ClusterView, responses=problems(Unknown))
async def show(cluster_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """One common demand, with its brief once it is proposed."""
    async with begin() as uow:
        return await uow.answer(200, ClusterView, await queries.cluster(uow, cluster_id))


@router.get("/{cluster_id}/members", response_model=Listed[MemberView], responses=problems(Unknown))
async def list_members(
    *, cluster_id: UUID, actor: SignedIn, begin: Begin, now: Now, page: Page
) -> Response:
    """The needs it consists of, as far as the caller sees them: a resident only his own."""
    async with begin() as uow:
        cluster = await queries.cluster(uow, cluster_id)
        found = queries.members_in_scope(actor, cluster, at=now)
        return await uow.answer(200, Listed[MemberView], await page_of(uow, found, Need.id, page))


@router.post(
    "/{cluster_id}/proposal",
    response_model=ClusterView,
    responses=problems(Unknown, OutOfCharge, ConflictOfInterest, IllegalMove),
)
async def propose(
    cluster_id: UUID, begin: BeginOnce, now: Now, _: Annotated[Actor, requires(*PROPOSERS)]
) -> Response:
    """Propose a hot cluster as a project or purchase; running orders go on."""
    async with begin() as uow:
        proposed = await use_cases.propose_cluster(uow, cluster_id=cluster_id, at=now)
        return await uow.answer(200, ClusterView, proposed)
