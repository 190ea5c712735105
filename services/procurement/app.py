"""The procurement API: `python -m services.procurement.app`."""

from fastapi import APIRouter, FastAPI

from services.procurement.brief.routes import router as briefs
from services.procurement.claim.routes import router as claims
from services.procurement.contract.routes import router as contracts
from services.procurement.fund.routes import router as funds
from services.procurement.project.routes import router as projects
from services.procurement.settings import Settings
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = [
    *(funds, briefs, projects, claims, contracts),
]


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    return create_app("procurement", settings, ROUTERS)


if __name__ == "__main__":
    given = Settings()
    serve.api("procurement", build(given), given)
