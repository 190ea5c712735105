"""The credit API: `python -m services.credit.app`."""

from fastapi import APIRouter, FastAPI

from services.credit.settings import Settings
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = []


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    return create_app("credit", settings, ROUTERS)


if __name__ == "__main__":
    given = Settings()
    serve.api("credit", build(given), given)
