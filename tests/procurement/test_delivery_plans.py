"""Every list of delivery has an index that answers it, however large the table grows."""

from typing import Any

import pytest
from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql

from services.procurement.beneficiary.model import Beneficiary
from services.procurement.engagement.model import Engagement
from services.procurement.evaluation.model import Evaluation
from services.procurement.payment.model import Payment
from services.procurement.service_log.model import ServiceLog
from services.procurement.settlement.model import Settlement
from services.procurement.verification.model import Sample
from shared import ids
from shared.testing.kit import ServiceKit

MODELS = (ServiceLog, Sample, Engagement, Evaluation, Settlement, Payment)
COLUMNS = ("contract_id", "region_id")
LISTED: list[Any] = [
    *((model, column) for model in MODELS for column in COLUMNS),
    *(
        (model, "organization_id")
        for model in (ServiceLog, Sample, Evaluation, Settlement, Payment)
    ),
    (Engagement, "evaluator_id"),
    (Beneficiary, "contract_id"),
]


async def plan_of(procurement: ServiceKit, wanted: Select[Any]) -> str:
    sql = wanted.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    async with procurement.begin() as uow:
        connection = await uow.session.connection()
        for off in ("seqscan", "sort", "bitmapscan"):
            await connection.exec_driver_sql(f"SET LOCAL enable_{off} = off")
        lines = await connection.exec_driver_sql(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in lines)


@pytest.mark.parametrize(("model", "column"), LISTED, ids=str)
async def test_a_page_is_read_in_the_order_of_its_index(
    procurement: ServiceKit, model: Any, column: str
) -> None:
    page = select(model.id).where(getattr(model, column) == ids.new())

    plan = await plan_of(procurement, page.order_by(model.id.desc()).limit(51))

    assert f"ix_{model.__tablename__}_{column}_id" in plan
    assert "Sort" not in plan
