"""Trails over HTTP."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.cluster.queries import cluster as cluster_in_scope
from services.needs.membership.queries import memberships
from services.needs.support.queries import followed
from services.needs.trail.queries import filing_of, trail_of, watched_with
from services.needs.trail.schemas import ClusterTrailView, NeedTrailView
from shared.errors import Unknown
from shared.web import Begin, Now, SignedIn, problems

router = APIRouter(tags=["clusters"])


@router.get(
    "/clusters/{cluster_id}/trail", response_model=ClusterTrailView, responses=problems(Unknown)
)
async def of_cluster(cluster_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """What became of a common demand: brief, project, claim, contract, logs, settlement."""
    async with begin() as uow:
        cluster = await cluster_in_scope(uow, cluster_id)
        found = await trail_of(uow, [cluster.id])
        return await uow.answer(200, ClusterTrailView, found | {"cluster_id": cluster.id})


@router.get("/needs/{need_id}/trail", response_model=NeedTrailView, responses=problems(Unknown))
async def of_need(need_id: UUID, begin: Begin, now: Now, _: SignedIn) -> Response:
    """What became of a need, each step with its hash; of public needs for everyone."""
    async with begin() as uow:
        need = await followed(uow, need_id)
        mine = await memberships(uow, need.id)
        watched = await watched_with(uow, need, at=now)
        found = await trail_of(uow, [*(one.cluster_id for one in mine), *watched])
        found["steps"] = [await filing_of(uow, need), *found["steps"]]
        about = {"need_id": need.id, "need_no": need.need_no, "state": need.state}
        return await uow.answer(200, NeedTrailView, found | about | {"memberships": mine})
