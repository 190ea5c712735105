"""The credit API: `python -m services.credit.app`."""

from fastapi import APIRouter, FastAPI

from services.credit.account import routes as account
from services.credit.annual_evaluation import routes as annual_evaluation
from services.credit.checkpoint import routes as checkpoint
from services.credit.earning import routes as earning
from services.credit.entitlement import routes as entitlement
from services.credit.expiry import routes as expiry
from services.credit.export import routes as export
from services.credit.grant import routes as grant
from services.credit.listing import routes as listing
from services.credit.monthly_statement import routes as monthly_statement
from services.credit.penalty import routes as penalty
from services.credit.policy import routes as policy
from services.credit.public import routes as public
from services.credit.redemption import routes as redemption
from services.credit.redemption_item import routes as redemption_item
from services.credit.settings import Settings
from services.credit.simulation import routes as simulation
from services.credit.statement import routes as statement
from services.credit.tier import routes as tier
from services.credit.transfer import routes as transfer
from services.credit.volunteer_point import routes as volunteer_point
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = [
    account.router,
    statement.router,
    monthly_statement.router,
    earning.router,
    transfer.router,
    grant.router,
    tier.router,
    expiry.router,
    entitlement.router,
    redemption_item.router,
    redemption.router,
    penalty.router,
    listing.router,
    annual_evaluation.router,
    volunteer_point.router,
    policy.router,
    simulation.router,
    checkpoint.router,
    export.router,
    public.router,
]


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    limits = {grant.BATCH_PATH: grant.BATCH_BYTES_MAX}
    return create_app("credit", settings, ROUTERS, limits=limits)


if __name__ == "__main__":
    given = Settings()
    serve.api("credit", build(given), given)
