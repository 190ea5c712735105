"""The registry API: `python -m services.registry.app`."""

from fastapi import APIRouter, FastAPI

from services.registry.settings import Settings
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = []


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    return create_app("registry", settings, ROUTERS)


if __name__ == "__main__":
    given = Settings()
    serve.api("registry", build(given), given)
