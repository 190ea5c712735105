"""How the yearly evaluation becomes credits; once a year, whatever is evaluated how often."""

from services.credit.account import use_cases as accounts
from services.credit.account.model import Account, AccountKind
from services.credit.account.states import POSTED_TO
from services.credit.annual_evaluation import queries
from services.credit.annual_evaluation.model import AnnualEvaluation
from services.credit.annual_evaluation.rules import worth
from services.credit.system_account.use_cases import system_account
from services.credit.transfer import use_cases as ledger
from shared.contracts.registry import EvaluationGranted
from shared.db import UnitOfWork
from shared.policy import Parameter, whole

LEAST = Parameter(
    "credit.annual.least",
    whole(0, 1_000),
    default=70,
    source="spec/credit.md §3: max(0, s - 70) * 5",
)
EACH = Parameter(
    "credit.annual.each", whole(0, 1_000), default=5, source="spec/credit.md §3: max(0, s - 70) * 5"
)


async def take_evaluation(uow: UnitOfWork, *, fact: EvaluationGranted) -> None:
    """Post what a year's score is worth; a later evaluation of the year posts the difference."""
    account = await accounts.holder_account(
        uow, organization_id=fact.organization_id, region_id=fact.region_id
    )
    # the account's lock makes one organization's facts follow each other
    found = await queries.evaluation_of(uow, fact.organization_id, fact.year)
    if found is None:
        found = AnnualEvaluation(
            organization_id=fact.organization_id,
            account_id=account.id,
            region_id=fact.region_id,
            year=fact.year,
            evaluation_id=fact.evaluation_id,
            score=fact.score,
            grade=fact.grade,
            granted_at=fact.at,
        )
        uow.add(found)
    found.take(fact)
    await _settle(uow, account=account, evaluation=found)


async def settle_waiting(uow: UnitOfWork, *, account: Account) -> None:
    """Post what waited for the organization to become known."""
    assert account.organization_id is not None
    for evaluation in await queries.evaluations_waiting(uow, account.organization_id):
        await _settle(uow, account=account, evaluation=evaluation)


async def _settle(uow: UnitOfWork, *, account: Account, evaluation: AnnualEvaluation) -> None:
    here, at = evaluation.region_id, evaluation.granted_at
    least = await LEAST.value(uow, region_id=here, at=at)
    each = await EACH.value(uow, region_id=here, at=at)
    evaluation.value(worth(evaluation.score, least=least, each=each), least=least, each=each)
    if account.state not in POSTED_TO:
        return
    issuer = await system_account(uow, kind=AccountKind.ISSUE, region_id=account.region_id)
    postings = evaluation.postings(issuer=issuer)
    for posting in postings:
        await ledger.post(uow, posting)
    if postings:
        await accounts.restand_any_year(uow, account)
