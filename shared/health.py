"""Whether a process lives, whether it can serve, and what it measures."""

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from shared.web import Public

router = APIRouter(tags=["health"], include_in_schema=False)


@router.get("/livez")
async def livez(_: Public) -> Response:
    """The event loop turns; says nothing about anything else."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz")
async def readyz(request: Request, _: Public) -> Response:
    """The database answers. NATS may be down: the outbox keeps the events meanwhile."""
    try:
        async with request.app.state.database.begin(operation="health") as uow:
            await uow.session.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - whatever the reason, this process cannot serve now
        return JSONResponse({"status": "no database"}, 503)
    return JSONResponse({"status": "ready"})


@router.get("/metrics")
async def metrics(_: Public) -> Response:
    """Prometheus text; not routed by the gateway."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
