"""The needs API: `python -m services.needs.app`."""

from fastapi import APIRouter, FastAPI

from services.needs.settings import Settings
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = []


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    return create_app("needs", settings, ROUTERS)


if __name__ == "__main__":
    given = Settings()
    serve.api("needs", build(given), given)
