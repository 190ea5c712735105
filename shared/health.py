"""Whether a process lives, whether it can serve, and what it measures."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def livez(_: Request) -> Response:
    """The event loop turns; says nothing about anything else."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request) -> Response:
    """The database answers. NATS may be down: the outbox keeps the events meanwhile."""
    try:
        async with request.app.state.database.begin(operation="health") as uow:
            await uow.session.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001 - whatever the reason, this process cannot serve now
        return JSONResponse({"status": "no database"}, 503)
    return JSONResponse({"status": "ready"})


async def metrics(_: Request) -> Response:
    """Prometheus text; not routed by the gateway."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


ROUTES = [Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)]
"""Open to everyone who reaches the port; the gateway passes none of them on."""
