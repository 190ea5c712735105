"""The procurement API: `python -m services.procurement.app`."""

from fastapi import APIRouter, FastAPI

from services.procurement.assessment.routes import router as assessments
from services.procurement.ballot.routes import router as ballots
from services.procurement.beneficiary.routes import router as beneficiaries
from services.procurement.bid.routes import router as bids
from services.procurement.brief.routes import router as briefs
from services.procurement.claim.routes import router as claims
from services.procurement.contract.routes import router as contracts
from services.procurement.custody.routes import router as custody
from services.procurement.determination.routes import router as determinations
from services.procurement.engagement.routes import router as engagements
from services.procurement.evaluation.routes import router as evaluations
from services.procurement.fund.routes import router as funds
from services.procurement.grant.routes import router as grants
from services.procurement.notice.routes import router as notices
from services.procurement.opening.routes import router as openings
from services.procurement.panel.routes import router as panels
from services.procurement.payment.routes import router as payments
from services.procurement.process.routes import router as processes
from services.procurement.project.routes import router as projects
from services.procurement.proposal.routes import router as proposals
from services.procurement.provenance.routes import router as provenance
from services.procurement.resident_survey.routes import router as resident_surveys
from services.procurement.review.routes import router as reviews
from services.procurement.round.routes import router as rounds
from services.procurement.service_log.routes import router as service_logs
from services.procurement.settings import Settings
from services.procurement.settlement.routes import router as settlements
from services.procurement.settlement_explanation.routes import router as explanations
from services.procurement.succession.routes import router as successions
from services.procurement.tender_result.routes import router as tender_results
from services.procurement.verification.routes import router as verification
from shared import serve
from shared.app import create_app

ROUTERS: list[APIRouter] = [
    *(funds, briefs, projects, claims, contracts),
    *(processes, notices, custody, bids, openings, assessments, tender_results),
    *(panels, reviews, rounds, proposals, ballots, determinations, grants),
    *(beneficiaries, service_logs, verification, engagements, evaluations, resident_surveys),
    *(settlements, explanations, payments, provenance, successions),
]


def build(settings: Settings) -> FastAPI:
    """Wire the service together."""
    return create_app("procurement", settings, ROUTERS)


if __name__ == "__main__":
    given = Settings()
    serve.api("procurement", build(given), given)
