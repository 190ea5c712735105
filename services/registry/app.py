"""The registry API: `python -m services.registry.app`."""

from fastapi import APIRouter, FastAPI

from services.registry.account import routes as account
from services.registry.annual_check import routes as annual_check
from services.registry.annual_round import routes as annual_round
from services.registry.binding import routes as binding
from services.registry.client import routes as client
from services.registry.client_token import routes as client_token
from services.registry.credit_entry import routes as credit_entry
from services.registry.erasure import routes as erasure
from services.registry.evaluation_scheme import routes as evaluation_scheme
from services.registry.expulsion import routes as expulsion
from services.registry.grant import routes as grant
from services.registry.hour_entry import routes as hour_entry
from services.registry.household import routes as household
from services.registry.inspection import routes as inspection
from services.registry.inspection_round import routes as inspection_round
from services.registry.organization import routes as organization
from services.registry.organization_evaluation import routes as organization_evaluation
from services.registry.organization_grade import routes as organization_grade
from services.registry.own_account import routes as own_account
from services.registry.own_data import routes as own_data
from services.registry.penalty import routes as penalty
from services.registry.person import routes as person
from services.registry.record_certificate import routes as record_certificate
from services.registry.region import routes as region
from services.registry.second_factor import routes as second_factor
from services.registry.session import routes as session
from services.registry.settings import Settings
from services.registry.signing_key import routes as signing_key
from services.registry.social_worker import routes as social_worker
from services.registry.succession import routes as succession
from services.registry.team import routes as team
from services.registry.volunteer import routes as volunteer
from services.registry.volunteer_transfer import routes as volunteer_transfer
from services.registry.wechat import routes as wechat
from services.registry.wechat.clients import WeChat
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = [
    account.router,
    own_account.router,
    own_data.router,
    grant.router,
    session.router,
    second_factor.router,
    wechat.router,
    binding.router,
    client.router,
    client_token.router,
    signing_key.router,
    region.router,
    person.router,
    household.router,
    erasure.router,
    succession.router,  # before the decisions with a reason only
    organization.router,
    social_worker.router,
    team.router,
    volunteer.router,
    volunteer_transfer.router,
    hour_entry.router,
    record_certificate.router,
    expulsion.router,
    annual_round.router,
    annual_check.router,
    penalty.router,
    credit_entry.router,
    evaluation_scheme.router,
    organization_evaluation.router,
    organization_grade.router,
    inspection_round.router,
    inspection.router,
]


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    app = create_app(
        "registry",
        settings,
        ROUTERS,
        limits={region.IMPORT_PATH: region.IMPORT_BYTES_MAX},
        media={client_token.PATH: client_token.MEDIA, region.IMPORT_PATH: region.IMPORT_MEDIA},
    )
    given = (settings.wechat_app_id, settings.wechat_secret, settings.wechat_url)
    app.state.wechat = WeChat(*given) if settings.wechat_app_id else None
    return app


if __name__ == "__main__":
    given = Settings()
    serve.api("registry", build(given), given)
