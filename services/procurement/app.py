"""The procurement API: `python -m services.procurement.app`."""

from fastapi import APIRouter, FastAPI

from services.procurement.fund.routes import router as funds
from services.procurement.settings import Settings
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = [funds]


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    return create_app("procurement", settings, ROUTERS)


if __name__ == "__main__":
    given = Settings()
    serve.api("procurement", build(given), given)
