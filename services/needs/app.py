"""The needs API: `python -m services.needs.app`."""

from fastapi import APIRouter, FastAPI

from services.needs.assignment.routes import router as assignments
from services.needs.ballot.routes import router as ballots
from services.needs.category.routes import router as categories
from services.needs.claim.routes import router as claims
from services.needs.classification.routes import router as classifications
from services.needs.cluster.routes import router as clusters
from services.needs.contact.routes import router as contacts
from services.needs.implementation.routes import router as implementations
from services.needs.intake.routes import router as intake
from services.needs.matter.routes import router as matters
from services.needs.meeting.routes import router as meetings
from services.needs.membership.routes import router as memberships
from services.needs.menu_item.routes import router as menu_items
from services.needs.need.routes import router as needs
from services.needs.objection.routes import router as objections
from services.needs.opinion.routes import router as opinions
from services.needs.order.routes import router as orders
from services.needs.outcome.routes import router as outcomes
from services.needs.own_data.routes import router as own_data
from services.needs.recategorization.routes import router as recategorizations
from services.needs.resolution.routes import router as resolutions
from services.needs.roll.routes import router as rolls
from services.needs.settings import Settings
from services.needs.support.routes import router as supports
from services.needs.survey.routes import router as surveys
from services.needs.trail.routes import router as trails
from services.needs.visit.routes import router as visits
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = [
    *(categories, intake, needs, classifications, recategorizations, outcomes, contacts),
    *(menu_items, assignments, orders, visits, claims, surveys),
    *(supports, clusters, memberships, trails, own_data),
    *(matters, rolls, meetings, opinions, ballots),
    *(resolutions, objections, implementations),
]


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    return create_app("needs", settings, ROUTERS)


if __name__ == "__main__":
    given = Settings()
    serve.api("needs", build(given), given)
