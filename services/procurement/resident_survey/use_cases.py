"""What can be done with resident surveys."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from services.procurement.evaluation.model import Evaluation
from services.procurement.evaluation.queries import tokens_served
from services.procurement.evaluation.queries import visible as evaluation_visible
from services.procurement.evaluation.states import EvaluationState
from services.procurement.oversight.queries import CHECKERS, check_charge
from services.procurement.resident_survey.errors import NobodyToAsk, SurveyOver, UnknownSurvey
from services.procurement.resident_survey.model import ResidentSurvey
from services.procurement.resident_survey.rules import chosen
from shared import ids
from shared.db import UnitOfWork


@dataclass(frozen=True)
class Link:
    """A link to hand to one beneficiary, shown this once."""

    beneficiary: str
    token: str


async def ask_residents(uow: UnitOfWork, *, evaluation_id: UUID, count: int) -> list[Link]:
    """Choose beneficiaries by lot among those in verified logs, and make each a link."""
    evaluation = await uow.get(Evaluation, evaluation_id, where=evaluation_visible(uow.actor))
    await check_charge(uow, evaluation, *CHECKERS)
    evaluation.must_be_open()
    asked = select(ResidentSurvey.beneficiary).where(ResidentSurvey.evaluation_id == evaluation.id)
    served = {*await uow.session.scalars(tokens_served(evaluation.contract_id))}
    to_ask = chosen(evaluation.id, served - {*await uow.session.scalars(asked)}, count)
    if not to_ask:
        raise NobodyToAsk
    links = [Link(beneficiary, ids.secret()) for beneficiary in to_ask]
    for link in links:
        uow.add(
            ResidentSurvey(
                evaluation_id=evaluation.id,
                beneficiary=link.beneficiary,
                token_hash=ids.digest(link.token),
                issued_at=uow.at,
            )
        )
    return links


async def answer_survey(uow: UnitOfWork, *, token: str, score: int) -> None:
    """Take a resident's word; whoever holds the link may speak once, without an account."""
    wanted = select(ResidentSurvey).where(ResidentSurvey.token_hash == ids.digest(token))
    survey = (await uow.session.scalars(wanted.with_for_update())).one_or_none()
    if survey is None:
        raise UnknownSurvey
    # shared: answers do not wait for each other, and none comes in while the grade is made
    its = select(Evaluation.state).where(Evaluation.id == survey.evaluation_id)
    state = await uow.session.scalar(its.with_for_update(read=True))
    if state is EvaluationState.FINALIZED:
        raise SurveyOver
    survey.answer(score=score, at=uow.at)
